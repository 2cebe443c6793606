//! The rules of WebSocket APIs, a test each.

use crate::testing::{Run, catalog, diagram, run};

/// A client `c` with one connection, an API `w` without latency, and routes to the probes `d` ($default) and `b` (buy).
fn bench(script: &str, api: &str, client: &str, more: &str) -> String {
    format!(
        "node c probe Script=\"{script}\"
         node w websocket_api LatencyMedian=0 LatencyP99=0 {api}
         node d probe
         node b probe
         wire c.out -> w.clients Connections=1 {client}
         wire w.routes -> d.in RouteKey=$default
         wire w.routes -> b.in RouteKey=buy
         {more}"
    )
}

fn asked(r: &Run, probe: &str) -> Vec<String> {
    r.log(probe).into_iter().filter(|line| line.contains("asked")).collect()
}

#[test]
fn apigw_31_a_message_goes_to_the_route_of_its_key_or_to_the_default() {
    let script = "at 0s send {`action`:`buy`,`n`:1}; at 1s send {`action`:`sell`}; at 2s send plain";
    let r = run(&bench(script, "", "", ""), "3s");
    assert_eq!((asked(&r, "b").len(), asked(&r, "d").len()), (1, 2), "an unknown key and no JSON go to $default");
    assert!(asked(&r, "b")[0].contains("\"connectionId\":\"1\"") && asked(&r, "b")[0].contains("\"n\":1"));
    let none = bench("at 0s send plain", "", "", "").replace("RouteKey=$default", "RouteKey=other");
    assert_eq!(run(&none, "1s").log("c"), ["0 failed 403 Denied Forbidden"]);
    let field = bench("at 0s send {`what`:{`kind`:`buy`}}", "RouteSelectionExpression=$request.body.what.kind", "", "");
    assert_eq!(asked(&run(&field, "1s"), "b").len(), 1);
}

#[test]
fn apigw_32_connect_runs_first_and_its_error_means_no_connection() {
    let connect = |answer: &str| format!("node k probe Script=\"{answer}\"\nwire w.routes -> k.in RouteKey=$connect");
    let script = "at 0s send a; at 5s send b";
    let r = run(&bench(script, "", "", &connect("answer 200 after 500ms")), "6s");
    assert_eq!((asked(&r, "k").len(), asked(&r, "d").len()), (1, 2), "once for the connection");
    assert!(asked(&r, "d")[0].starts_with("0.5 "), "{:?}", asked(&r, "d"));
    let both = "at 0s send a; at 0.1s send b";
    let r = run(&bench(both, "", "", &connect("answer 200 after 500ms")), "6s");
    assert_eq!((asked(&r, "k").len(), asked(&r, "d").len()), (1, 2), "the second waits for the connection of the first");
    let r = run(&bench(script, "", "", &connect("answer 401")), "6s");
    assert_eq!((asked(&r, "k").len(), asked(&r, "d").len(), r.value("w", "OpenConnections")), (2, 0, 0.0));
    assert!(r.log("c")[0].starts_with("0 failed 401"), "{:?}", r.log("c"));
    let r = run(&bench("at 0s send a", "", "Authorized=Deny", ""), "1s");
    assert_eq!((r.log("c").remove(0), asked(&r, "d").len()), ("0 failed 403 Denied Forbidden".to_owned(), 0));
}

#[test]
fn apigw_33_34_idle_connections_end_and_disconnect_hears_of_it() {
    let more = "node x probe\nwire w.routes -> x.in RouteKey=$disconnect";
    let r = run(&bench("at 0s send a; at 300s send b", "", "", more), "899s");
    assert_eq!((asked(&r, "x").len(), r.value("w", "OpenConnections")), (0, 1.0));
    let r = run(&bench("at 0s send a; at 300s send b", "", "", more), "901s");
    assert_eq!(r.value("w", "OpenConnections"), 0.0);
    assert!(asked(&r, "x")[0].starts_with("900 "), "ten minutes after the last message: {:?}", asked(&r, "x"));
    assert_eq!(r.value("w", "ConnectionMinutes"), 15.0);
}

#[test]
fn apigw_34_a_connection_lives_two_hours_at_most() {
    let sends: Vec<String> = (0..15).map(|n| format!("at {}s send x", n * 500)).collect();
    let r = run(&bench(&sends.join(";"), "", "", ""), "7199s");
    assert_eq!((r.value("w", "OpenConnections"), r.value("w", "ConnectCount")), (1.0, 1.0));
    let r = run(&bench(&sends.join(";"), "", "", ""), "7201s");
    assert_eq!(r.value("w", "OpenConnections"), 0.0);
}

#[test]
fn apigw_34_new_connections_have_a_rate() {
    let many: Vec<String> = (0..30).map(|n| format!("at 0s send {{`user`:{n}}}")).collect();
    let r = run(&bench(&many.join(";"), "NewConnectionsRate=20", "ConnectionKey=$.user", ""), "1s");
    assert_eq!(r.value("w", "OpenConnections"), 20.0);
    assert_eq!(r.log("c").iter().filter(|l| l.contains("failed 429 Throttled LimitExceededException")).count(), 10);
    assert_eq!(r.value("w", "ClientError"), 10.0);
}

#[test]
fn apigw_36_only_a_route_response_answers_the_client() {
    let quick = bench("at 0s send a", "", "", "").replace("node d probe", "node d probe Script=\"answer 503 after 2s\"");
    let r = run(&quick, "3s");
    assert_eq!((r.log("c"), r.value("w", "IntegrationError")), (vec!["0 answered 200".to_owned()], 1.0));
    let answers = quick.replace("RouteKey=$default", "RouteKey=$default RouteResponse=true");
    assert_eq!(run(&answers, "3s").log("c"), ["2 failed 500 Unavailable InternalServerError"]);
    let well = run(&answers.replace("answer 503", "answer 200"), "3s");
    assert_eq!((well.log("c"), well.value("w", "MessageCount")), (vec!["2 answered 200".to_owned()], 2.0));
}

#[test]
fn apigw_36_a_message_that_is_too_large_closes_its_connection() {
    let large = "x".repeat(131_073);
    let r = run(&bench(&format!("at 0s send a; at 1s send {large}"), "", "", ""), "2s");
    assert_eq!((r.value("w", "OpenConnections"), asked(&r, "d").len()), (0.0, 1));
    assert!(r.log("c")[1].starts_with("1 failed 413"));
}

#[test]
fn apigw_35_programs_push_to_a_connection_until_it_is_gone() {
    let more = "node p probe Script=\"at 1s send {`connectionId`:`1`}; at 2s send {`connectionId`:`7`}; at 700s send {`connectionId`:`1`}\"\nwire p.out -> w.callbacks";
    let r = run(&bench("at 0s send a", "", "", more), "701s");
    assert_eq!(r.log("p"), ["1 answered 200", "2 failed 410 Client GoneException", "700 failed 410 Client GoneException"]);
    assert_eq!(r.value("w", "MessageCount"), 2.0, "one in, one out");
    assert_eq!(r.times("w", "APIGW-34").last(), Some(&601.0), "the push began the ten minutes anew");
}

#[test]
fn apigw_31_problems_of_routes_are_told() {
    let problems = |text: &str| {
        crate::check::check(&diagram(text), &catalog()).into_iter().map(|p| p.what).collect::<Vec<_>>().join(" / ")
    };
    let right = bench("", "", "", "");
    assert!(!problems(&right).contains("route"), "{}", problems(&right));
    assert!(problems(&right.replace("RouteKey=buy", "RouteKey=$default")).contains("two routes with the key $default"));
    let none = right.replace("RouteKey=buy", "RouteKey=$connect").replace("RouteKey=$default", "RouteKey=$disconnect");
    assert!(problems(&none).contains("no route for messages"));
}

#[test]
fn apigw_1_2_stage_and_account_throttle_messages_and_connections() {
    let many: Vec<String> = (0..20).map(|n| format!("at {}s send x", if n < 10 { 0 } else { 1 })).collect();
    // A bucket of 4 and 2 a second. At 0 s: a connection and three messages; at 1 s two more.
    for api in ["ThrottlingRateLimit=2 ThrottlingBurstLimit=4", "AccountRateLimit=2 AccountBurstLimit=4"] {
        let r = run(&bench(&many.join(";"), api, "", ""), "2s");
        assert_eq!(asked(&r, "d").len(), 5, "{api}");
        assert_eq!(r.log("c").iter().filter(|line| line.ends_with("failed 429 Throttled LimitExceededException")).count(), 15);
        assert_eq!(r.value("w", "ClientError"), 15.0);
    }
    // The stage is asked first, and what it refuses takes nothing from the account.
    let r = run(&bench(&many.join(";"), "ThrottlingRateLimit=2 ThrottlingBurstLimit=4 AccountRateLimit=0 AccountBurstLimit=6", "", ""), "2s");
    assert_eq!(asked(&r, "d").len(), 5);
}

#[test]
fn apigw_35_callbacks_share_the_accounts_throttle() {
    let more = "node p probe Script=\"at 1s send {`connectionId`:`1`}; at 1s send {`connectionId`:`1`}\"\nwire p.out -> w.callbacks";
    // Three tokens and no refill: a connection, a message, a push.
    let r = run(&bench("at 0s send a", "AccountRateLimit=0 AccountBurstLimit=3", "", more), "2s");
    assert_eq!(r.log("p"), ["1 answered 200", "1 failed 429 Throttled LimitExceededException"]);
    let r = run(&bench("at 0s send a", "ThrottlingRateLimit=0 ThrottlingBurstLimit=2", "", more), "2s");
    assert_eq!(r.log("p"), ["1 answered 200", "1 answered 200"], "the stage's limits are for clients");
}

#[test]
fn apigw_10_32_an_authorizer_is_asked_before_connect() {
    let more = "node g probe Script=\"answer 200 after 100ms\"\nnode k probe\nwire w.authorizer -> g.in\nwire w.routes -> k.in RouteKey=$connect";
    let of = |client: &str| {
        let r = run(&bench("at 0s send a; at 0.05s send b; at 1s send c", "AuthorizationType=CUSTOM", client, more), "2s");
        let counts = (asked(&r, "g").len(), asked(&r, "k").len(), asked(&r, "d").len());
        (r.log("c"), counts)
    };
    let (log, counts) = of("Authorization=secret");
    assert_eq!((log[0].as_str(), counts), ("0.1 answered 200", (1, 1, 3)), "once for the connection");
    let (log, counts) = of("Authorization=secret Authorized=Deny");
    assert_eq!(log, ["0.1 failed 403 Denied Forbidden", "0.1 failed 403 Denied Forbidden", "1.1 failed 403 Denied Forbidden"]);
    assert_eq!(counts, (2, 0, 0), "its answer is not remembered");
    assert_eq!(of("Authorization=secret Authorized=Unauthorized").0[0], "0.1 failed 401 Denied Unauthorized");
    let (log, counts) = of("");
    assert_eq!((log[0].as_str(), counts), ("0 failed 401 Denied Unauthorized", (0, 0, 0)), "no identity source: not asked");
    let broken = bench("at 0s send a", "AuthorizationType=CUSTOM", "Authorization=x", &more.replace("answer 200", "answer 503"));
    assert_eq!(run(&broken, "2s").log("c"), ["0.1 failed 500 Unavailable InternalServerError"]);
}

#[test]
fn apigw_35_programs_ask_about_a_connection_and_close_it() {
    let id = "{`connectionId`:`1`}";
    let more = format!(
        "node p probe Script=\"at 90s send {id}; at 200s send {id}\"\nnode x probe\nnode z probe Script=\"at 120s send {id}\"
         wire p.out -> w.callbacks CallbackMethod=GET\nwire z.out -> w.callbacks CallbackMethod=DELETE\nwire w.routes -> x.in RouteKey=$disconnect"
    );
    let r = run(&bench("at 0s send a; at 60s send b", "", "", &more), "300s");
    let times = r#"{"connectedAt":"2026-01-01T00:00:00Z","lastActiveAt":"2026-01-01T00:01:00Z"}"#;
    assert_eq!(r.log("p"), [format!("90 answered 200 {times}"), "200 failed 410 Client GoneException".to_owned()]);
    assert_eq!((r.log("z"), r.value("w", "OpenConnections")), (vec!["120 answered 204".to_owned()], 0.0));
    assert!(asked(&r, "x")[0].starts_with("120 "), "$disconnect hears of it: {:?}", asked(&r, "x"));
    assert_eq!((r.value("w", "ConnectionMinutes"), r.value("w", "MessageCount")), (2.0, 2.0), "neither is a message");
}

#[test]
fn apigw_36_a_frame_over_32_kb_closes_its_connection_and_smaller_ones_make_up_a_large_message() {
    let of = |bytes: usize, frame: &str| {
        let r = run(&bench(&format!("at 0s send {}", "x".repeat(bytes)), "", frame, ""), "1s");
        (r.value("w", "OpenConnections"), asked(&r, "d").len(), r.log("c").remove(0))
    };
    let sent = (1.0, 1, "0 answered 200".to_owned());
    assert_eq!(of(100_000, ""), sent, "in frames of 32 KB");
    assert_eq!(of(32_768, "FrameBytes=131072"), sent);
    assert_eq!(of(32_769, "FrameBytes=131072"), (0.0, 0, "0 failed 413 Client BadRequest".to_owned()));
}

#[test]
fn apigw_37_messages_may_overtake_each_other() {
    let script: Vec<String> = (0..100).map(|n| format!("at {}ms send {n}", 100 + n)).collect();
    let order = |api: &str| {
        let r = run(&bench(&script.join(";"), api, "", ""), "2s");
        let number = |line: &String| line.split("\"body\":").nth(1).and_then(|rest| rest.split(&[',', '}']).next()?.parse::<u32>().ok());
        let all: Vec<u32> = asked(&r, "d").iter().filter_map(number).collect();
        (all, r.notes("w", "APIGW-37").len())
    };
    let (all, notes) = order("");
    assert_eq!((all, notes), ((0..100).collect(), 0), "off at first: one after the other, a millisecond apart");
    let (mut all, notes) = order("OvertakePercent=100");
    assert_eq!((all.len(), notes), (100, 100));
    assert!(!all.is_sorted(), "delays of up to 100 ms, a millisecond apart");
    all.sort_unstable();
    assert_eq!(all, (0..100).collect::<Vec<_>>(), "nothing is lost");
}

#[test]
fn apigw_10_36_problems_of_authorizers_and_frames_are_told() {
    let problems = |api: &str, client: &str, more: &str| {
        let all = crate::check::check(&diagram(&bench("", api, client, more)), &catalog());
        all.into_iter().map(|p| p.what).collect::<Vec<_>>().join(" / ")
    };
    let wired = "node g probe\nwire w.authorizer -> g.in";
    let right = problems("AuthorizationType=CUSTOM", "Authorization=x", wired);
    assert!(!right.contains("uthorizer") && !right.contains("token"), "{right}");
    assert!(problems("AuthorizationType=CUSTOM", "Authorization=x", "").contains("none is wired"));
    assert!(problems("AuthorizationType=CUSTOM", "", wired).contains("sends no token"));
    assert!(problems("", "", wired).contains("never asked"));
    assert!(problems("", "FrameBytes=40000", "").contains("frames of more than 32 KB"));
}
