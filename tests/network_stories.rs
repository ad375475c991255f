//! A bot in a company's network: all traffic goes through an HTTP proxy, with certificates of the company's authority.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

mod support;

use std::process::{Command, Output};

use bearings::sandbox::Fault;
use serde_json::Value;
use support::faults::{eventually, start};
use support::process::{Process, ProcessFixture};
use support::proxy::{AUTHORITY, Authority, Company, ServerCertificate};
use support::{TOKEN, Transport, last_answer};

const PASSWORD: &str = "s@cret";
const AS_WRITTEN: &str = "s%40cret";

async fn company(shows: ServerCertificate) -> Company {
    Company::begin(ProcessFixture::over(Transport::Socket).await, shows).await
}

async fn output(mut command: Command) -> Output {
    tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
}

/// The outcome and words of one of the doctor's checks.
async fn examined(company: &Company, settings: &[(&str, &str)], checked: &str) -> (String, String) {
    let mut command = company.fixture.command(&["doctor", "--json"]);
    command.envs(company.settings()).envs(settings.iter().copied());
    let Output { stdout, stderr, .. } = output(command).await;
    let said = format!("{}{}", String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
    for secret in [PASSWORD, AS_WRITTEN, TOKEN] {
        assert!(!said.contains(secret), "it prints a secret: {said}");
    }
    let report: Value = serde_json::from_slice(&stdout).unwrap();
    let found = report
        .pointer("/findings")
        .and_then(Value::as_array)
        .unwrap()
        .iter()
        .find(|finding| finding.get("checked").is_some_and(|it| it == checked));
    let text = |name: &str| found.unwrap().get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    (text("outcome"), format!("{} {}", text("seen"), text("do")))
}

#[tokio::test(flavor = "multi_thread")]
async fn ana_is_served_through_the_proxy_and_nothing_goes_past_it() {
    let company = company(ServerCertificate::Itself).await;
    let (fixture, proxy) = (&company.fixture, &company.proxy);
    let mut command = fixture.command(&["serve", "--log", "trace"]);
    let with_password = format!("http://ana:{AS_WRITTEN}@{}", proxy.address);
    command.envs(company.settings()).env("HTTPS_PROXY", with_password);
    let bot = tokio::task::block_in_place(|| fixture.launch(command));
    assert!(fixture.slack.waits_until_connections(|now| now.up == 2).await, "{}", fixture.logged());
    let ana = fixture.slack.person("ana");
    ana.types("#general", "/framework level 3 mastery").await.unwrap();
    assert!(last_answer(&ana.screen("#general")).contains("Uses appropriate design patterns"));
    ana.presses("#general", "Level 4 →").await.unwrap();
    ana.waits_until_sees("#general", "Mastery · Level 4").await.unwrap();
    ana.types("#general", "/framework my-data").await.unwrap();
    ana.waits_until_sees("modal", "My data").await.unwrap();
    ana.presses("modal", "Send me a copy").await.unwrap();
    ana.waits_until_sees("modal", "Your copy is in your DM").await.unwrap();
    assert!(ana.reads_file("dm", "my-data.json").is_ok());
    let asked = proxy.asked();
    for host in ["slack.test:443", "hooks.slack.test:443", "files.slack.test:443"] {
        assert!(asked.iter().any(|one| one == host), "{host} in {asked:?}");
    }
    assert_eq!(proxy.last_proof().as_deref(), Some("Basic YW5hOnNAY3JldA=="));
    tokio::task::block_in_place(|| bot.stop());
    let logged = fixture.logged();
    assert!(logged.contains("answered"), "everything is logged: {logged}");
    assert!(![PASSWORD, AS_WRITTEN, "YW5hOnNAY3JldA"].iter().any(|secret| logged.contains(secret)), "{logged}");
    assert!(!logged.contains(" WARN ") && !logged.contains(" ERROR "), "{logged}");
    assert_eq!(fixture.slack.complaints(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_says_which_way_it_goes_and_whose_certificate_it_met() {
    let company = company(ServerCertificate::Itself).await;
    let proxy = company.proxy.address;
    let way = |variable: &str| {
        format!(
            "https://slack.test/api answers through the proxy {proxy} (from {variable}); its certificate was issued by \
             “{AUTHORITY}”, valid until 2 March 2090 "
        )
    };
    let reached = examined(&company, &[], "Slack’s Web API").await;
    assert_eq!(reached, ("ok".to_owned(), way("HTTPS_PROXY")));
    let address = format!(" http://{proxy}\r\n");
    for variable in ["https_proxy", "ALL_PROXY", "all_proxy"] {
        let reached = examined(&company, &[("HTTPS_PROXY", " "), (variable, &address)], "Slack’s Web API").await;
        assert_eq!(reached, ("ok".to_owned(), way(variable)));
    }
    let greeted = examined(&company, &[], "Socket Mode").await;
    assert_eq!(greeted.0, "ok", "{}", greeted.1);
    // A proxy that allows only slack.com isn't enough.
    assert_eq!(examined(&company, &[], "Host hooks.slack.test").await.0, "ok");
    company.proxy.allows_only("slack.test:443");
    for host in ["hooks.slack.test", "files.slack.test"] {
        let (outcome, said) = examined(&company, &[], &format!("Host {host}")).await;
        let says = format!("the proxy {proxy} doesn't allow connections to {host}:443 (403)");
        assert!(outcome == "fault" && said.starts_with(&says), "{said}");
    }
    // The bot reaches this machine directly, whatever the proxy variables say.
    let here = format!("{}/api", company.fixture.slack_address);
    let direct = examined(&company, &[("SLACK_API_URL", &here)], "Slack’s Web API").await;
    assert_eq!(direct, ("ok".to_owned(), format!("{here} answers directly, without a proxy ")));
}

#[tokio::test(flavor = "multi_thread")]
async fn each_fault_of_a_proxy_is_named_with_what_to_do() {
    let company = company(ServerCertificate::Itself).await;
    let address = company.proxy.address;
    let of_proxy = |rest: &str| format!("because the proxy {address} {rest}");
    for (line, proxy, says) in [
        (
            "HTTP/1.1 407 Proxy Authentication Required",
            format!("http://{address}"),
            of_proxy("needs a user name and password (407)"),
        ),
        (
            "HTTP/1.1 407 Proxy Authentication Required",
            format!("http://ana:{AS_WRITTEN}@{address}"),
            of_proxy("doesn't accept the user name and password in HTTPS_PROXY (407)"),
        ),
        ("HTTP/1.1 403 Forbidden", format!("{address}"), of_proxy("doesn't allow connections to slack.test:443 (403)")),
        ("HTTP/1.1 502 Bad Gateway", format!("{address}"), of_proxy("can't reach slack.test:443 (502)")),
        ("SSH-2.0-OpenSSH_9.2", format!("{address}"), format!("because the program at {address} isn't an HTTP proxy")),
        ("", "http://127.0.0.1:9".to_owned(), "because the proxy 127.0.0.1:9 can't be reached".to_owned()),
        ("", format!("https://{address}"), of_proxy("doesn't answer")),
    ] {
        company.proxy.answers(line);
        for checked in ["Slack’s Web API", "Socket Mode"] {
            let (outcome, said) = examined(&company, &[("HTTPS_PROXY", &proxy)], checked).await;
            let says = if checked == "Socket Mode" { says.trim_start_matches("because ") } else { &says };
            assert!(outcome == "fault" && said.contains(says) && said.ends_with('.'), "{line}: {said}");
        }
    }
    for (proxy, says) in [
        ("socks5://ana:s%40cret@proxy:1080", "names a SOCKS proxy, which Bearings can't use"),
        ("http://ana:s%40cret@proxy:port", "isn't the address of a proxy"),
    ] {
        let (outcome, said) = examined(&company, &[("HTTPS_PROXY", proxy)], "HTTPS_PROXY").await;
        assert!(outcome == "fault" && said.contains(says), "{said}");
        let mut command = company.fixture.command(&["serve"]);
        command.envs(company.settings()).env("HTTPS_PROXY", proxy);
        let Output { status, stderr, .. } = output(command).await;
        let said = String::from_utf8(stderr).unwrap();
        assert!(status.code() == Some(2) && said.contains(says) && said.contains("HTTPS_PROXY"), "{said}");
        assert!(!said.contains(AS_WRITTEN) && !said.contains(PASSWORD), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_fault_of_a_certificate_is_named_with_what_to_do() {
    for (shows, says) in [
        (ServerCertificate::Expired, "expired on 2 March 2021"),
        (ServerCertificate::NotYetValid, "is not valid before 2 March 2090"),
        (ServerCertificate::AnotherHost, "the server that answers for slack.test has the certificate of proxy.test"),
    ] {
        let company = company(shows).await;
        let (outcome, said) = examined(&company, &[], "Slack’s Web API").await;
        assert!(outcome == "fault" && said.contains(says) && said.contains(AUTHORITY), "{shows:?}: {said}");
    }
    let company = company(ServerCertificate::Itself).await;
    let untrusted = "the certificate of slack.test was issued by “ACME Proxy CA”, which this machine doesn't trust";
    // The same goes for another authority of the same name.
    let [same, other] =
        [AUTHORITY, "Other CA"].map(|name| Authority::called(name).file(&company.fixture, &format!("{name}.pem")));
    for trusted in [&same, &other] {
        let (outcome, said) = examined(&company, &[("SSL_CERT_FILE", trusted)], "Slack’s Web API").await;
        assert!(outcome == "fault" && said.contains(untrusted) && said.contains("SSL_CERT_FILE"), "{said}");
    }
    // A running bot says so, too.
    let mut command = company.fixture.command(&["serve"]);
    command.envs(company.settings()).env("SSL_CERT_FILE", &other);
    let bot = tokio::task::block_in_place(|| company.fixture.launch(command));
    eventually("it says whose certificate it is", async || company.fixture.logged().contains(untrusted)).await;
    drop(bot);
    let (empty, nope) = (company.fixture.file("empty.pem", ""), company.fixture.path("nope.pem"));
    for (file, says) in [(empty, "which holds no PEM certificate"), (nope, "which can't be read")] {
        let (outcome, said) = examined(&company, &[("SSL_CERT_FILE", &file)], "SSL_CERT_FILE").await;
        assert!(outcome == "fault" && said.contains(says), "{said}");
        let mut command = company.fixture.command(&["serve"]);
        command.envs(company.settings()).env("SSL_CERT_FILE", file);
        let Output { status, stderr, .. } = output(command).await;
        let said = String::from_utf8(stderr).unwrap();
        assert!(status.code() == Some(2) && said.contains("SSL_CERT_FILE") && said.contains(says), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_setting_says_on_which_domain_slack_is() {
    let fixture = ProcessFixture::over(Transport::Http).await;
    let printed = async |domain: &str| {
        let mut command = fixture.command(&["manifest"]);
        command.env("BEARINGS_SLACK_DOMAIN", domain);
        let Output { status, stdout, stderr } = output(command).await;
        (status.code(), String::from_utf8([stdout, stderr].concat()).unwrap())
    };
    for (domain, page) in [("", "https://api.slack.com/apps"), ("slack-gov.com", "https://api.slack-gov.com/apps")] {
        let (code, text) = printed(domain).await;
        assert!(code == Some(0) && text.lines().next().unwrap().contains(&format!("At {page}, choose")), "{text}");
    }
    let says =
        "BEARINGS_SLACK_DOMAIN is “https://slack-gov.com/”, which is an address, not a domain: write only the domain";
    let (code, text) = printed("https://slack-gov.com/").await;
    assert!(code == Some(2) && text.contains(says), "{text}");
    let mut command = fixture.command(&["serve"]);
    command.env("BEARINGS_SLACK_DOMAIN", "https://slack-gov.com/");
    let Output { status, stderr, .. } = output(command).await;
    let text = String::from_utf8(stderr).unwrap();
    assert!(status.code() == Some(2) && text.contains(says), "{text}");
    assert!(text.matches("SLACK").count() == 1, "one fault is said once: {text}");
}

/// The most memory that a process ever used, in kilobytes, as Linux counts it.
fn peak(process: &Process) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", process.id())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_without_an_end_cost_the_bot_little_memory() {
    let fixture = ProcessFixture::over(Transport::Http).await;
    fixture.slack.stops_limiting();
    let endless = [(Fault::Endless { is_announced: true }, 50), (Fault::Endless { is_announced: false }, 50)];
    for method in ["users.info", "users.list", "views.publish", "views.open", "response_url"] {
        fixture.slack.storm(method, &endless, 7);
    }
    let bot = start(&fixture);
    let asked = || fixture.slack.calls("users.info").made + fixture.slack.calls("views.publish").made;
    for _ in 0..10 {
        for name in ["ana", "ben", "priya"] {
            // Home isn't shown, because Slack's answers never end.
            drop(fixture.slack.person(name).opens_home().await);
        }
    }
    eventually("it asks", async || asked() >= 30).await;
    assert!(peak(&bot) < 256 * 1024, "{} kB", peak(&bot));
}
