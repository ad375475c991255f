//! Emoji by Slack's names.

/// Slack's names where they differ from GitHub's, which the `emojis` crate knows.
const SLACKS_OWN: [(&str, &str); 32] = [
    ("slightly_smiling_face", "🙂"),
    ("simple_smile", "🙂"),
    ("thinking_face", "🤔"),
    ("hugging_face", "🤗"),
    ("face_with_rolling_eyes", "🙄"),
    ("upside_down_face", "🙃"),
    ("white_frowning_face", "☹️"),
    ("large_green_circle", "🟢"),
    ("large_yellow_circle", "🟡"),
    ("large_orange_circle", "🟠"),
    ("large_purple_circle", "🟣"),
    ("large_brown_circle", "🟤"),
    ("large_blue_square", "🟦"),
    ("large_green_square", "🟩"),
    ("large_yellow_square", "🟨"),
    ("large_orange_square", "🟧"),
    ("large_red_square", "🟥"),
    ("spiral_calendar_pad", "🗓️"),
    ("spiral_note_pad", "🗒️"),
    ("lower_left_pencil", "✏️"),
    ("lower_left_ballpoint_pen", "🖊️"),
    ("lower_left_fountain_pen", "🖋️"),
    ("admission_tickets", "🎟️"),
    ("female-technologist", "👩‍💻"),
    ("male-technologist", "👨‍💻"),
    ("writing_hand", "✍️"),
    ("mantelpiece_clock", "🕰️"),
    ("world_map", "🗺️"),
    ("desktop_computer", "🖥️"),
    ("hammer_and_wrench", "🛠️"),
    ("left_speech_bubble", "🗨️"),
    ("heavy_multiplication_x", "✖️"),
];

/// The glyph of a name, if Slack has it.
pub fn glyph(name: &str) -> Option<String> {
    if let Some((_, glyph)) = SLACKS_OWN.iter().find(|(own, _)| *own == name) {
        return Some((*glyph).to_owned());
    }
    if let Some(country) =
        name.strip_prefix("flag-").filter(|code| code.len() == 2 && code.chars().all(|c| c.is_ascii_lowercase()))
    {
        let letters = country.chars().map(|c| char::from_u32(0x1F1E6 + u32::from(c).checked_sub(u32::from('a'))?));
        return letters.collect();
    }
    emojis::get_by_shortcode(name).map(|emoji| emoji.as_str().to_owned())
}

/// Replaces every `:name:` that is an emoji.
pub fn emojify(text: &str) -> String {
    let mut shown = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(':') {
        shown.push_str(before);
        if let Some((glyph, after)) = after.split_once(':').and_then(|(name, after)| Some((glyph(name)?, after))) {
            shown.push_str(&glyph);
            rest = after;
        } else {
            shown.push(':');
            rest = after;
        }
    }
    shown + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slacks_names_and_no_others() {
        assert_eq!(emojify("a :compass: b"), "a 🧭 b");
        assert_eq!(emojify(":large_green_circle::flag-pt:"), "🟢🇵🇹");
        assert_eq!(emojify("at 10:30:00, :nonsense: :+1:"), "at 10:30:00, :nonsense: 👍");
    }
}
