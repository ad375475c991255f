//! Rate limits, and the faults that a test asks for: broken connections, hanging answers, a lagging history.

use super::*;

#[tokio::test]
async fn too_many_calls_get_429_for_that_method_only() {
    let (sandbox, _, base) = connected().await;
    let url = format!("{base}/api/users.list");
    let mut statuses = Vec::new();
    for _ in 0..21 {
        statuses.push(post_json(&url, &json!({})).await.0);
    }
    assert_eq!((statuses.iter().filter(|&&status| status == 200).count(), statuses[20]), (20, 429));
    assert_eq!(post_json(&format!("{base}/api/auth.test"), &json!({})).await.0, 200);
    sandbox.clock().advance(chrono::TimeDelta::seconds(3));
    assert_eq!(post_json(&url, &json!({})).await.0, 200);
}

#[tokio::test]
async fn a_channel_takes_a_message_a_second_and_the_workspace_several_hundred_a_minute() {
    let (sandbox, _, _) = connected().await;
    let method = METHODS.iter().find(|method| method.name == "chat.postMessage").unwrap();
    let wait =
        |channel: String| super::wait(&sandbox, method, &Map::from_iter([("channel".to_owned(), channel.into())]));
    for number in 0..300 {
        assert_eq!(wait(format!("D{number}")), None, "{number}");
    }
    assert_eq!(wait("D300".to_owned()), Some(1));
    sandbox.clock().advance(chrono::TimeDelta::minutes(1));
    for number in 0..60 {
        assert_eq!(wait("D1".to_owned()), None, "{number}");
    }
    assert_eq!((wait("D1".to_owned()), wait("D2".to_owned())), (Some(1), None));
}

#[tokio::test]
async fn an_app_that_ignores_retry_after_draws_a_complaint() {
    let (sandbox, _, base) = connected().await;
    sandbox.break_next("users.info", Fault::RateLimited(30));
    let ask = async || post_json(&format!("{base}/api/users.info"), &json!({"user": "U01ANA"})).await.0;
    assert_eq!(ask().await, 429);
    sandbox.clock().advance(chrono::TimeDelta::seconds(20));
    assert_eq!(ask().await, 200);
    assert_eq!(post_json(&format!("{base}/api/auth.test"), &json!({})).await.0, 200);
    sandbox.clock().advance(chrono::TimeDelta::seconds(10));
    assert_eq!(ask().await, 200);
    assert_eq!(sandbox.calls("users.info"), Calls { made: 3, limited: 1, early: 1 });
    let complaints = sandbox.complaints();
    assert_eq!(complaints.len(), 1);
    let (before, after) = ("users.info was called ", " s before its Retry-After was over");
    assert!(complaints[0].starts_with(before) && complaints[0].ends_with(after), "{}", complaints[0]);
}

#[tokio::test]
async fn connections_break_and_answers_hang_before_and_after_the_work_is_done() {
    let (sandbox, _, base) = connected().await;
    let post = || {
        let request = reqwest::Client::new().post(format!("{base}/api/chat.postMessage"));
        let request = request.header("authorization", "Bearer xoxb-local").header("content-type", "application/json");
        request.body(json!({"channel": "U01ANA", "text": "hi"}).to_string()).send()
    };
    let mut done = 0;
    for is_done in [false, true] {
        done += usize::from(is_done);
        sandbox.break_next("chat.postMessage", Fault::Dropped { done: is_done });
        let error = post().await.unwrap_err();
        assert!(!error.is_status() && !error.is_timeout() && !error.is_body(), "{error:?}");
        assert_eq!(sandbox.posted_to("ana").len(), done);
        done += usize::from(is_done);
        sandbox.break_next("chat.postMessage", Fault::Hangs { done: is_done });
        let mut call = std::pin::pin!(post());
        let called = async {
            while sandbox.calls("chat.postMessage").made < 2 + 2 * usize::from(is_done) {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! { _ = &mut call => unreachable!("no answer arrives"), () = called => {} }
        assert!(tokio::time::timeout(std::time::Duration::from_millis(50), call).await.is_err());
        assert_eq!(sandbox.posted_to("ana").len(), done);
    }
    sandbox.break_next("chat.postMessage", Fault::Garbled);
    let answer = post().await.unwrap();
    assert_eq!(answer.status().as_u16(), 200);
    assert!(serde_json::from_str::<Value>(&answer.text().await.unwrap()).is_err());
    assert_eq!(sandbox.posted_to("ana").len(), 3);
    let late = std::time::Duration::from_millis(50);
    sandbox.break_next("chat.postMessage", Fault::Late(late));
    let asked = std::time::Instant::now();
    let answer: Value = serde_json::from_str(&post().await.unwrap().text().await.unwrap()).unwrap();
    assert!(asked.elapsed() >= late && answer["ok"] == true, "{answer}");
    assert_eq!(sandbox.posted_to("ana").len(), 4);
}

#[tokio::test]
async fn a_storm_strikes_until_it_calms() {
    let (sandbox, _, base) = connected().await;
    let post =
        async || call(&base, "chat.postMessage", &json!({"channel": "U01ANA", "text": "hi"})).await["ok"].clone();
    sandbox.storm("chat.postMessage", &[(Fault::AnswerLost, 50), (Fault::ServerError, 50)], 11);
    for _ in 0..20 {
        assert_eq!(post().await, Value::Null);
    }
    let done = sandbox.posted_to("ana").len();
    assert!((1..20).contains(&done), "{done}");
    sandbox.calms("chat.postMessage");
    assert_eq!(post().await, true);
}

#[tokio::test]
async fn history_lags_by_the_time_of_the_workspace() {
    let (sandbox, _, base) = connected().await;
    sandbox.history_lags_by(std::time::Duration::from_secs(30));
    call(&base, "chat.postMessage", &json!({"channel": "U01ANA", "text": "hi"})).await;
    for (passes, seen) in [(29, 0), (1, 1)] {
        sandbox.clock().advance(chrono::TimeDelta::seconds(passes));
        let history = call(&base, "conversations.history", &json!({"channel": "D01ANA"})).await;
        assert_eq!(history["messages"].as_array().unwrap().len(), seen);
    }
    assert_eq!(sandbox.person("ana").dm(), "Bearings: hi");
}

#[tokio::test]
async fn faults_come_in_the_order_they_were_set() {
    let (sandbox, _, base) = connected().await;
    let url = format!("{base}/api/chat.postMessage");
    for fault in
        [Fault::RateLimited(7), Fault::ServerError, Fault::Refused("fatal_error".to_owned()), Fault::AnswerLost]
    {
        sandbox.break_next("chat.postMessage", fault);
    }
    let body = json!({"channel": "U01ANA", "text": "hi"});
    assert_eq!(post_json(&url, &body).await.0, 429);
    assert_eq!(post_json(&url, &body).await.0, 500);
    assert_eq!(post_json(&url, &body).await.1["error"], "fatal_error");
    assert_eq!(sandbox.person("ana").screen("dm"), "");
    assert_eq!(post_json(&url, &body).await.0, 500);
    assert_eq!(sandbox.person("ana").screen("dm"), "Bearings: hi");
    assert_eq!(post_json(&url, &body).await.0, 200);
}
