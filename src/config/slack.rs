//! Where Slack is and how the bot reaches it: its domain, its Web API, and what lies in between.

use std::fmt;

use url::{Host, Url};

use crate::config::redaction::shown;
use crate::config::{Network, Problem, Proxy, Roots, Setting, SettingReader, is_loopback};

/// Slack's domain by default.
pub const SLACK_DOMAIN: &str = "slack.com";
/// The domains on which Slack is known to run: the commercial one, and <https://api.slack-gov.com/gov-slack/about>.
const KNOWN: [&str; 2] = [SLACK_DOMAIN, "slack-gov.com"];

/// The domain that Slack's hosts are under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlackDomain(String);

impl Default for SlackDomain {
    fn default() -> Self {
        Self(SLACK_DOMAIN.to_owned())
    }
}

impl fmt::Display for SlackDomain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl SlackDomain {
    /// Checks that it is a host name; empty means the default.
    pub fn check(text: &str) -> Result<Self, Problem> {
        let text = text.trim();
        let problem = |what: String| Problem {
            name: "BEARINGS_SLACK_DOMAIN",
            what: format!("is “{text}”, {what}"),
            how: "write only the domain, such as slack-gov.com, or leave it out for slack.com",
        };
        if text.is_empty() {
            return Ok(Self::default());
        }
        if text.contains(['/', ':', '@', '?', '#']) {
            return Err(problem("which is an address, not a domain".to_owned()));
        }
        let name = text.to_ascii_lowercase();
        if !is_domain(&name) {
            return Err(problem("which isn't a domain".to_owned()));
        }
        match KNOWN.iter().find(|known| name.ends_with(&format!(".{known}"))) {
            Some(known) => Err(problem(format!("which is one of the hosts of {known}"))),
            None => Ok(Self(name)),
        }
    }

    /// The address of the Web API, unless a setting says otherwise.
    fn api(&self) -> String {
        format!("https://{self}/api")
    }

    /// The host of every response URL.
    pub fn hooks_host(&self) -> String {
        format!("hooks.{self}")
    }

    /// The host of every upload address for files.
    pub fn files_host(&self) -> String {
        format!("files.{self}")
    }

    /// The host of a workspace, which is the host of its permalinks.
    pub fn workspace_host(&self, workspace: &str) -> String {
        format!("{workspace}.{self}")
    }

    /// Where people make and change their apps.
    pub fn apps_page(&self) -> String {
        format!("https://api.{self}/apps")
    }
}

/// Whether it has two or more labels of ASCII letters, digits and inner hyphens, the last of which isn't a number.
fn is_domain(name: &str) -> bool {
    let is_label = |label: &str| {
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '-';
        (1..=63).contains(&label.len()) && label.chars().all(fits) && !label.starts_with('-') && !label.ends_with('-')
    };
    name.len() <= 200
        && name.contains('.')
        && name.split('.').all(is_label)
        && matches!(Host::parse(name), Ok(Host::Domain(_)))
}

/// Where Slack is, and the way there.
#[derive(Clone, Debug)]
pub struct SlackEndpoint {
    /// Its Web API: `https`, or loopback.
    pub api: Url,
    /// The domain of its other hosts.
    pub domain: SlackDomain,
    pub proxy: Option<Proxy>,
    pub roots: Roots,
}

#[derive(Clone, Debug, Default, clap::Args)]
pub struct SlackOptions {
    /// Not a flag: what the environment says to every program about proxies and certificates.
    #[arg(skip)]
    pub network: Network,

    /// Slack's domain, such as slack-gov.com
    #[arg(long = "slack-domain", env = "BEARINGS_SLACK_DOMAIN", default_value = SLACK_DOMAIN, value_name = "DOMAIN")]
    pub domain: Setting,

    /// Address of Slack's Web API, if it isn't on that domain
    #[arg(long = "slack-api-url", env = "SLACK_API_URL", default_value = "", value_name = "URL")]
    pub api_url: Setting,
}

impl SlackOptions {
    /// Adds what no flag can set.
    #[must_use]
    pub fn with_environment(self) -> Self {
        Self { network: Network::from_env(), ..self }
    }
}

impl SlackEndpoint {
    /// Reads all settings. An empty address means the domain's Web API.
    pub fn read(options: &SlackOptions, reader: &mut SettingReader) -> Option<Self> {
        let (api, domain) = reader.unless_refused(|reader| {
            let api = reader.word("SLACK_API_URL", &options.api_url);
            (api.unwrap_or_default(), reader.word("BEARINGS_SLACK_DOMAIN", &options.domain).unwrap_or_default())
        })?;
        Self::check(&api, &domain, &options.network, reader)
    }

    /// A Web API at this address, reached directly.
    pub fn at(api: Url) -> Self {
        Self { api, domain: SlackDomain::default(), proxy: None, roots: Roots::default() }
    }

    fn check(api: &str, domain: &str, network: &Network, reader: &mut SettingReader) -> Option<Self> {
        let domain = reader.accept(SlackDomain::check(domain));
        let of_domain = domain.as_ref().map(SlackDomain::api).unwrap_or_default();
        let text = if api.is_empty() { of_domain.as_str() } else { api };
        // A problem with the domain is already noted.
        let api = if text.is_empty() { None } else { reader.accept(api_url(text)) };
        let proxy = reader.accept(Proxy::check(network));
        let roots = reader.accept(network.roots.check());
        roots.and(Some(Self { api: api?, domain: domain?, proxy: proxy?, roots: network.roots.clone() }))
    }
}

fn api_url(text: &str) -> Result<Url, Problem> {
    let problem = |what: &str| Problem {
        name: "SLACK_API_URL",
        what: format!("is {}, {what}", shown(text)),
        how: "leave it out to use Slack's own, https://slack.com/api",
    };
    let url = Url::parse(text.trim_end_matches('/')).map_err(|_| problem("which isn't an address"))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(problem("but can't contain a name or password"));
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_loopback(&url) => Ok(url),
        _ => Err(problem("but tokens travel only over https, except to this machine")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_is_a_host_name_and_nothing_else() {
        for (text, expected) in [
            ("", Ok("slack.com")),
            (" slack-gov.com\n", Ok("slack-gov.com")),
            ("Slack-Gov.com", Ok("slack-gov.com")),
            ("slack.test", Ok("slack.test")),
            ("https://slack-gov.com/", Err("which is an address, not a domain")),
            ("slack-gov.com/", Err("which is an address, not a domain")),
            ("slack-gov.com:443", Err("which is an address, not a domain")),
            ("me@slack-gov.com", Err("which is an address, not a domain")),
            ("slack", Err("which isn't a domain")),
            ("slack-gov.com.", Err("which isn't a domain")),
            ("slack gov.com", Err("which isn't a domain")),
            ("-slack.com", Err("which isn't a domain")),
            ("127.0.0.1", Err("which isn't a domain")),
            ("släck.com", Err("which isn't a domain")),
            ("dummyco.slack.com", Err("which is one of the hosts of slack.com")),
            ("api.slack-gov.com", Err("which is one of the hosts of slack-gov.com")),
        ] {
            match (SlackDomain::check(text), expected) {
                (Ok(domain), Ok(name)) => assert_eq!(domain.to_string(), name),
                (Err(problem), Err(what)) => assert!(problem.what.ends_with(what), "{text}: {}", problem.what),
                (checked, _) => panic!("{text}: {checked:?}"),
            }
        }
    }

    #[test]
    fn the_domain_says_where_the_web_api_is_unless_its_own_setting_does() {
        let check = |api: &str, domain: &str, reader: &mut SettingReader| {
            SlackEndpoint::check(api, domain, &Network::default(), reader)
        };
        let api = |api: &str, domain: &str| {
            check(api, domain, &mut SettingReader::default()).unwrap().api.as_str().to_owned()
        };
        assert_eq!(api("", ""), "https://slack.com/api");
        assert_eq!(api("", "slack-gov.com"), "https://slack-gov.com/api");
        assert_eq!(api("https://slack.example/api/", "slack-gov.com"), "https://slack.example/api");
        let mut reader = SettingReader::default();
        assert!(check("", "https://slack-gov.com/", &mut reader).is_none());
        assert_eq!(reader.problems.len(), 1, "{:?}", reader.problems);
    }
}
