//! The small examples of the gallery: each shows what its caption says.

use crate::about;
use crate::bench::{Run, lesson};

/// The run of an example until this second, without any problem that is an error.
fn run(name: &str, until: u64) -> Run {
    let mut run = Run::of(&lesson(name));
    run.to(until);
    run
}

#[test]
fn sns_3_fan_out_copies_to_each_subscriber_what_its_policy_matches() {
    let r = run("fan-out-with-filters", 600);
    let orders = r.sum("Orders", "NumberOfMessagesPublished");
    about!(orders, 3_600);
    let sent = |queue| r.sum(queue, "NumberOfMessagesSent");
    assert_eq!(sent("Shipping"), orders);
    // One order in five is a gift; amounts are even from 5 to 250, so 50 of 245 are at least 200.
    about!(sent("Gifts"), (orders / 5.0) as u64);
    about!(sent("LargeOrders"), (orders * 50.0 / 245.0) as u64);
    let copies = sent("Shipping") + sent("Gifts") + sent("LargeOrders");
    let filtered = r.sum("Orders", "NumberOfNotificationsFilteredOut");
    assert_eq!(copies + filtered, 3.0 * orders, "every subscriber gets a copy or has it filtered out");
}

#[test]
fn eb_5_8_a_bus_routes_by_content_and_drops_what_no_rule_wants() {
    let r = run("content-routing", 600);
    let events = r.sum("ShopBus", "PutEventsEntriesCount");
    let matched = |rule| r.sum(rule, "MatchedEvents");
    about!(matched("Placed"), (events * 0.6) as u64);
    about!(matched("CancelledInEurope"), (events * 0.2 * 0.8) as u64);
    about!(matched("FromJapan"), (events * 0.2) as u64);
    // Viewed, and not in Japan.
    about!(r.sum("ShopBus", "UnmatchedEvents"), (events * 0.2 * 0.8) as u64);
}

#[test]
fn sqs_21_a_hot_group_grows_and_the_others_wait_for_nobody() {
    let r = run("fifo-hot-group", 600);
    // 4.8 messages a second come to the hot group, 2,880 in all with a deviation of 54, and it takes at most 4 a second.
    assert!(r.visible("OrdersFifo") > 480.0 - 4.0 * 54.0, "{}", r.visible("OrdersFifo"));
    let waiting: Vec<String> = r.engine.ledger().iter().filter_map(|m| m.group.as_deref().map(str::to_owned)).collect();
    let hot = waiting.iter().filter(|group| *group == "BigCorp").count();
    assert!(waiting.len() - hot < 10, "{} of others wait", waiting.len() - hot);
}

#[test]
fn lam_24_26_a_poison_message_takes_its_batch_along_unless_the_response_is_partial() {
    let r = run("poison-message", 600);
    let sent = r.sum("Partial", "NumberOfMessagesSent");
    // One body in fifty is bad; the newest of them are still being tried.
    let bad = sent / 50.0;
    let (partial, whole) = (r.visible("DeadPartial"), r.visible("DeadWhole"));
    assert!(partial < bad * 1.15 && partial > bad * 0.6, "{partial} of {bad}");
    assert!(whole > 10.0 * partial, "{whole} good ones and bad ones");
}

#[test]
fn lam_34_36_38_a_bad_record_blocks_one_reader_of_a_stream_and_not_the_other() {
    let r = run("stream-poison-record", 600);
    let taken = r.sum("ClickStream", "IncomingRecords");
    about!(taken, 24_000);
    // Every bad record is still there: Plain will never be done with one.
    let bad = r.engine.ledger().iter().filter(|m| m.group.is_some() && m.body.json().is_none()).count() as f64;
    assert!((2.0..=26.0).contains(&bad), "{bad} of 24,000, one in 2,000: 12 are expected, 3.5 the deviation");
    let told = r.sum("Discarded", "NumberOfMessagesSent");
    assert!((bad - 3.0..=bad).contains(&told), "{told} of {bad}: the newest may still be tried");
    // A blocked shard is tried at least once a minute, with records that are older each time.
    assert!(r.most("Plain", "IteratorAge") > 60_000.0, "{}", r.most("Plain", "IteratorAge"));
    assert!(!r.changes("FallsBehind", "ALARM").is_empty(), "the alarm has seen it");
    assert!(r.most("Careful", "IteratorAge") < 60_000.0, "{}", r.most("Careful", "IteratorAge"));
}

#[test]
fn sim_3_retries_in_step_take_many_more_tries_than_spread_ones() {
    let r = run("retry-storm", 600);
    assert_eq!((r.sum("InStep", "Requests"), r.sum("Spread", "Requests")), (300.0, 300.0));
    assert_eq!(r.sum("Spread", "Succeeded"), 300.0);
    assert!(r.sum("InStep", "Succeeded") < 250.0, "21 rounds of ten are all that get in");
    assert!(r.sum("InStep", "Retries") > 4.0 * r.sum("Spread", "Retries"));
}

#[test]
fn apigw_4_a_usage_plan_holds_each_key_to_its_rate_and_quota() {
    let r = run("throttled-api", 600);
    assert_eq!(r.sum("Greedy", "Succeeded"), 5_000.0, "the quota of the day");
    let modest = (r.sum("Modest", "Requests"), r.sum("Modest", "Succeeded"));
    assert!(modest.0 - modest.1 < 5.0, "{modest:?}");
    let early = run("throttled-api", 60);
    // A bucket of 20 and ten a second.
    about!(early.sum("Greedy", "Succeeded"), 620);
}

#[test]
fn apigw_14_17_a_cache_serves_after_four_minutes_and_then_nearly_everything() {
    let mut r = run("cache-hit-ratio", 240);
    assert_eq!(r.sum("ProductApi", "CacheHitCount"), 0.0);
    about!(r.sum("GetProduct", "Invocations"), 7_200);
    let before = r.sum("GetProduct", "Invocations");
    r.to(600);
    // Ten products, each fetched once a minute and whenever several ask before the first answer.
    let fetched = r.sum("GetProduct", "Invocations") - before;
    assert!((55.0..110.0).contains(&fetched), "{fetched}");
    let (hits, misses) = (r.sum("ProductApi", "CacheHitCount"), r.sum("ProductApi", "CacheMissCount"));
    assert!(hits / (hits + misses) > 0.98, "{hits} of {}", hits + misses);
}

#[test]
fn apigw_34_35_a_chat_keeps_a_connection_for_each_user_until_it_is_silent() {
    let mut r = run("websocket-chat", 240);
    assert_eq!(r.sum("Chat", "ConnectCount"), 5.0);
    let said = r.sum("Users", "Requests");
    assert!((r.sum("Chat", "MessageCount") - 2.0 * said).abs() < 10.0, "each message comes in and is pushed back");
    r.to(450);
    assert_eq!(r.level("Chat", "OpenConnections"), 0.0);
    assert_eq!(r.sum("Bye", "Invocations"), 5.0);
}

#[test]
fn eb_33_36_jobs_run_at_their_times() {
    let r = run("scheduled-job", 2 * 3_600 + 60);
    assert_eq!(r.sum("Report", "Invocations"), 1.0, "2:00 in Berlin is 1:00 UTC");
    assert_eq!(r.sum("EveryFive", "Invocations"), 24.0);
    assert!((119.0..=121.0).contains(&r.sum("Ping", "Invocations")));
}

#[test]
fn eb_44_45_a_replay_brings_back_what_a_bug_lost() {
    let r = run("archive-and-replay", 480);
    let lost = r.sum("Invoice", "AsyncEventsDropped");
    about!(lost, 240);
    let replayed = r.sum("Archive", "ReplayedEvents");
    assert!((replayed - lost).abs() <= 5.0, "{replayed} replayed, {lost} lost: the edges differ by a second");
    assert_eq!(r.sum("Invoice", "Errors"), lost, "the replayed ones succeed");
}

#[test]
fn iam_4_eb_25_a_missing_permission_is_never_tried_again() {
    let r = run("missing-permission", 300);
    let events = r.sum("ShopBus", "MatchedEvents");
    // Two targets; the last events are still on their way.
    let failed = r.sum("Placed", "FailedInvocations");
    assert!((failed - 2.0 * events).abs() <= 4.0, "{failed} of {events} events for two targets");
    assert_eq!(r.sum("Placed", "InvocationAttempts"), failed, "one attempt each");
    assert!((r.visible("NotDelivered") - events).abs() <= 2.0);
    assert_eq!((r.sum("Pack", "Invocations"), r.visible("Invoices")), (0.0, 0.0));
}

#[test]
fn a_canary_shows_in_the_metrics_of_its_version_and_not_in_all_errors() {
    let mut r = run("canary-release", 600);
    r.to(720);
    // Six minutes of 20 requests a second: one in ten runs the new version, three in ten of those fail.
    about!(r.sum("Checkout", "AdditionalVersionInvocations"), 720);
    let errors = r.sum("Checkout", "AdditionalVersionErrors");
    // 216 with a deviation of 14: five of them.
    assert!((errors - 216.0).abs() < 70.0, "{errors}");
    assert_eq!(r.sum("Checkout", "Errors"), errors, "the present version has none");
    let seen = r.changes("ByVersion", "ALARM");
    // The first whole minute of the canary is the third one, and a minute's data shows a minute after its end.
    assert!(seen.len() == 1 && (180.0..=300.0).contains(&seen[0]), "{seen:?}");
    assert_eq!(r.changes("AllErrors", "ALARM"), Vec::<f64>::new());
    assert!(r.changes("ByVersion", "OK").last().is_some_and(|at| *at > 480.0), "it is over after the canary");
}
