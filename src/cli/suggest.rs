//! `bearings suggest`: suggests behaviours for everyday words, and measures how often the right ones rank first.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::cli::lookup::read_library;
use crate::cli::{CommandError, CommandResult, print};
use crate::config::{FRAMEWORK_DIR, Setting};
use crate::domain::framework::{Behaviour, Framework, Level, LevelNumber, Theme};
use crate::domain::ids::TrackId;
use crate::domain::lookup::{Library, TrackIndex};

/// The values of k for hit@k: whether a labelled behaviour is among the first k suggestions.
const HIT_DEPTHS: [usize; 4] = [1, 3, 5, 10];
/// A sentence without a labelled behaviour among the first this many is a miss.
const MISS_DEPTH: usize = 5;

#[derive(Debug, clap::Args)]
pub(super) struct Suggest {
    /// What a person did, in their own words, such as: set up Grafana alerts before launch
    #[arg(required_unless_present = "measure")]
    words: Vec<String>,
    /// Prefer behaviours around this level
    #[arg(long)]
    level: Option<u8>,
    /// Track to suggest from [default: the first]
    #[arg(long)]
    track: Option<String>,
    /// Print JSON instead of text
    #[arg(long)]
    json: bool,
    /// Print at most this many suggestions
    #[arg(long, default_value_t = 10, value_name = "N")]
    most: usize,
    /// Measure how often labelled behaviours rank first; each line holds a sentence, a tab, and comma-separated ids
    #[arg(long, value_name = "FILE", conflicts_with_all = ["words", "json", "most"])]
    measure: Option<PathBuf>,
    /// List the sentences whose behaviours are not among the top five
    #[arg(long, requires = "measure")]
    misses: bool,
    /// Directory of the framework files
    #[arg(long, env = "BEARINGS_FRAMEWORK_DIR", default_value = FRAMEWORK_DIR, value_name = "DIR")]
    framework_dir: Setting,
}

type PlacedBehaviour<'l> = (&'l Level, &'l Theme, &'l Behaviour);

impl Suggest {
    pub(super) fn run(self) -> CommandResult {
        let library = read_library(&self.framework_dir)?;
        let track = self.track(&library)?;
        let around = self.level(&track.framework)?;
        if let Some(file) = &self.measure {
            return measure(file, track, around, self.misses);
        }
        let mut found = track.suggest(&self.words.join(" "), around);
        found.truncate(self.most);
        print::json_or_text(self.json, || json(&track.framework, &found), || text(&found));
        Ok(())
    }

    fn track<'l>(&self, library: &'l Library) -> Result<&'l TrackIndex, CommandError> {
        let Some(name) = &self.track else { return Ok(library.default_track_index()) };
        library.track_index(&TrackId::new(name)).ok_or_else(|| {
            let tracks: Vec<_> =
                library.track_indexes().map(|track_index| track_index.framework.track.as_str()).collect();
            CommandError::setup(format!("there is no track “{name}”: use one of: {}", tracks.join(", ")))
        })
    }

    fn level(&self, framework: &Framework) -> Result<Option<LevelNumber>, CommandError> {
        let Some(level) = self.level.map(LevelNumber) else { return Ok(None) };
        if framework.level(level).is_some() {
            return Ok(Some(level));
        }
        let levels: Vec<_> = framework.levels.iter().map(|level| level.number.to_string()).collect();
        Err(CommandError::setup(format!("there is no level {level}: use one of: {}", levels.join(", "))))
    }
}

fn text(found: &[PlacedBehaviour<'_>]) -> String {
    if found.is_empty() {
        return "No behaviour matches these words. Try other words for what was done.".to_owned();
    }
    let line = |(level, theme, behaviour): &PlacedBehaviour<'_>| {
        format!("{} · Level {} · {}\n  {}", behaviour.id, level.number, theme.name, behaviour.text)
    };
    found.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn json(framework: &Framework, found: &[PlacedBehaviour<'_>]) -> Value {
    let one = |(level, theme, behaviour): &PlacedBehaviour<'_>| json!({ "id": behaviour.id, "level": level.number, "theme": theme.id, "text": behaviour.text });
    let found: Vec<_> = found.iter().map(one).collect();
    json!({ "track": framework.track, "version": framework.version, "found": found })
}

/// A sentence, labelled with the ids of the behaviours that it shows.
struct Sentence<'t> {
    sentence: &'t str,
    ids: Vec<&'t str>,
}

fn measure(file: &Path, track_index: &TrackIndex, around: Option<LevelNumber>, with_misses: bool) -> CommandResult {
    let content = std::fs::read_to_string(file)
        .map_err(|error| CommandError::setup(format!("{} can't be read: {error}", file.display())))?;
    let all = read_sentences(&content, &track_index.framework).map_err(|faults| {
        let place = |(line, fault)| format!("{}:{line}: {fault}", file.display());
        CommandError::findings(faults.into_iter().map(place).collect::<Vec<_>>().join("\n"))
    })?;
    let mut hits = HIT_DEPTHS.map(|_| 0_usize);
    let mut misses = String::new();
    for Sentence { sentence, ids } in &all {
        let found: Vec<_> =
            track_index.suggest(sentence, around).into_iter().map(|(_, _, behaviour)| behaviour.id.as_str()).collect();
        let place = found.iter().position(|id| ids.contains(id));
        for (hits, depth) in hits.iter_mut().zip(HIT_DEPTHS) {
            *hits += usize::from(place.is_some_and(|place| place < depth));
        }
        if with_misses && place.is_none_or(|place| place >= MISS_DEPTH) {
            let first: Vec<_> = found.into_iter().take(MISS_DEPTH).collect();
            // Writing into a String cannot fail.
            let _ = write!(misses, "\n{sentence}\n  labelled: {}\n  first:    {}", ids.join(", "), first.join(", "));
        }
    }
    let rates = HIT_DEPTHS.iter().zip(hits).map(|(depth, hits)| format!("hit@{depth} {:.1} %", share(hits, all.len())));
    print::result(format!("{} · {} sentences{misses}", rates.collect::<Vec<_>>().join(" · "), all.len()));
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "counts of lines, far below 2^52")]
fn share(part: usize, whole: usize) -> f64 {
    100.0 * part as f64 / whole as f64
}

/// The labelled sentences of a file, or the faulty lines with their problems and how to fix them.
fn read_sentences<'t>(content: &'t str, framework: &Framework) -> Result<Vec<Sentence<'t>>, Vec<(usize, String)>> {
    let known: Vec<&str> = framework.behaviours().map(|(_, _, behaviour)| behaviour.id.as_str()).collect();
    let (mut all, mut faults) = (Vec::new(), Vec::new());
    for (number, line) in (1..).zip(content.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        let Some((sentence, ids)) = line.split_once('\t').filter(|(sentence, _)| !sentence.trim().is_empty()) else {
            let fault = "this line has no label: write a sentence, a tab, and ids separated by commas";
            faults.push((number, fault.to_owned()));
            continue;
        };
        let ids: Vec<&str> = ids.split(',').map(str::trim).collect();
        for id in ids.iter().filter(|id| !known.contains(id)) {
            let track = &framework.track;
            faults.push((number, format!("{track} has no behaviour “{id}”: use an id from {track}.yaml")));
        }
        all.push(Sentence { sentence: sentence.trim(), ids });
    }
    if all.is_empty() && faults.is_empty() {
        faults.push((
            1,
            "the file has no sentences: write one, a tab, and the ids of the behaviours it shows".to_owned(),
        ));
    }
    if faults.is_empty() { Ok(all) } else { Err(faults) }
}
