//! The command line as others call it: what it reads, what it writes, and its exit codes are a contract.
#![cfg(feature = "cli")]

use serde_json::{Value, json};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What came of a call.
struct Done {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Done {
    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error} in {}", self.out))
    }

    fn lines(&self) -> Vec<Value> {
        let line = |line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error} in {line}"));
        self.out.lines().map(line).collect()
    }
}

/// Calls the program with this standard input.
fn call(arguments: &[&str], input: &str) -> Done {
    let mut child = Command::new(env!("CARGO_BIN_EXE_signalbox"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    let input = input.to_owned();
    // In a thread of its own, so that neither side waits for the other; a program that ends early reads no more.
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()).is_ok());
    let output = child.wait_with_output().expect("the program ends");
    writer.join().expect("the writer ends");
    let text = |bytes| String::from_utf8(bytes).expect("it writes text");
    let done = Done { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) };
    assert!(!done.err.contains("panicked"), "{}", done.err);
    done
}

/// Ten orders, one a second, straight into a queue that nobody polls.
fn ten_orders() -> Value {
    json!({
        "signalbox": 1, "title": "Ten orders", "seed": 7,
        "nodes": [
            {"id": "Shop", "service": "traffic", "at": [0, 0], "config": {"Arrivals": "constant", "Rate": 1, "StopAfter": 10}},
            {"id": "Orders", "service": "sqs", "name": "Order queue", "at": [220, 0]},
        ],
        "wires": [{"from": "Shop", "to": "Orders"}],
    })
}

/// A file of this test alone.
fn file(name: &str, content: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, content).expect("a file");
    path
}

fn on_ten_orders(before: &[&str], after: &[&str], name: &str) -> Done {
    let path = file(name, &ten_orders().to_string());
    call(&[before, &[path.to_str().expect("a path")], after].concat(), "")
}

#[test]
fn commands_that_make_no_sense_exit_with_2() {
    for arguments in [
        &[][..],
        &["fly"],
        &["run"],
        &["check"],
        &["run", "x.json", "--until", "soon"],
        &["run", "x.json", "--seed", "-1"],
        &["run", "x.json", "--faster"],
        &["match", "extra"],
    ] {
        let done = call(arguments, "");
        assert_eq!((done.code, done.out.as_str()), (Some(2), ""), "{arguments:?}: {}", done.err);
        assert!(!done.err.is_empty());
    }
    assert!(call(&["run", "x.json", "--until", "soon"], "").err.contains("90s, 10m, 1h30m or 2d"));
}

#[test]
fn help_tells_the_lines_that_filters_take() {
    let done = call(&["filter", "--help"], "");
    assert_eq!(done.code, Some(0));
    assert!(done.out.contains("policy_text") && done.out.contains("MessageBody"), "{}", done.out);
}

#[test]
fn a_run_as_json_has_what_the_contract_says() {
    let done = on_ten_orders(&["run"], &["--json", "--until", "1m"], "json.json");
    assert_eq!((done.code, done.err.as_str()), (Some(0), ""));
    let report = done.json();
    let mut keys: Vec<&str> = report.as_object().expect("an object").keys().map(String::as_str).collect();
    keys.sort_unstable();
    let expected =
        ["alarms", "events", "messages", "seed", "services", "simulated_seconds", "trace_digest", "wall_seconds"];
    assert_eq!(keys, expected);
    assert_eq!((&report["seed"], &report["simulated_seconds"]), (&json!(7), &json!(60)));
    assert_eq!(report["alarms"], json!([]));
    assert!(report["events"].as_u64().is_some_and(|n| n > 10));
    assert!(report["wall_seconds"].is_f64());
    assert_eq!(report["trace_digest"].as_str().map(str::len), Some(16));
    // Each order is delivered when the queue has taken it, and the queue's message waits.
    let messages = json!({
        "created": 20, "delivered": 10, "in_flight": 0, "waiting": 10, "dead_lettered": 0, "expired": 0, "filtered": 0,
        "dropped": 0,
    });
    assert_eq!(report["messages"], messages);
    let orders = &report["services"]["Orders"];
    assert_eq!((&orders["name"], &orders["service"]), (&json!("Order queue"), &json!("sqs")));
    assert_eq!(orders["metrics"]["NumberOfMessagesSent"]["sum"], json!(10));
    let visible = &orders["metrics"]["ApproximateNumberOfMessagesVisible"];
    assert_eq!((&visible["last"], &visible["max"]), (&json!(10), &json!(10)));
    // Nobody received anything: the metric was never touched.
    assert_eq!(orders["metrics"].get("NumberOfMessagesReceived"), None);
}

#[test]
fn equal_runs_differ_in_the_time_they_took_only_and_another_seed_gives_another_run() {
    let mut ten = ten_orders();
    ten["nodes"][0]["config"]["Arrivals"] = json!("Poisson");
    let path = file("equal.json", &ten.to_string());
    let run = |more: &[&str]| {
        let done = call(&[&["run", path.to_str().expect("a path"), "--json", "--until", "90"], more].concat(), "");
        let mut report = done.json();
        report.as_object_mut().expect("an object").remove("wall_seconds");
        report
    };
    let (first, second, other) = (run(&[]), run(&[]), run(&["--seed", "8"]));
    assert_eq!(first, second);
    assert_eq!(first["simulated_seconds"], json!(90));
    assert_eq!(other["seed"], json!(8));
    assert_ne!(first["trace_digest"], other["trace_digest"]);
    // Events are watched, not caused.
    let events = Path::new(env!("CARGO_TARGET_TMPDIR")).join("equal.jsonl");
    assert_eq!(first, run(&["--events", events.to_str().expect("a path")]));
}

#[test]
fn a_run_as_a_table_is_made_for_people() {
    let done = on_ten_orders(&["run"], &[], "table.json");
    assert_eq!((done.code, done.err.as_str()), (Some(0), ""));
    assert!(done.out.starts_with("Ten orders: 10 min with seed 7, "), "{}", done.out);
    let row = |words: &[&str]| done.out.lines().any(|line| line.split_whitespace().eq(words.iter().copied()));
    assert!(row(&["created", "20"]) && row(&["waiting", "10"]), "{}", done.out);
    assert!(row(&["NumberOfMessagesSent", "0", "10", "10"]), "{}", done.out);
}

#[test]
fn events_are_lines_that_say_when_where_what_and_why() {
    let done = on_ten_orders(&["run"], &["--events", "-", "--json"], "events.json");
    assert_eq!(done.code, Some(0));
    let report: Value = serde_json::from_str(&done.err).expect("the report is on standard error");
    assert_eq!(report["messages"]["created"], json!(20));
    let events = done.lines();
    assert!(!events.is_empty());
    let mut before = 0.0;
    for (n, event) in events.iter().enumerate() {
        assert_eq!(event["number"], json!(n));
        let at = event["at_seconds"].as_f64().expect("a number");
        assert!(at >= before, "time does not run back");
        before = at;
    }
    let stored = |event: &&Value| event["node"] == "Orders" && event["service"] == "sqs" && event["message"].is_u64();
    let stored = events.iter().find(stored).expect("the queue took a message");
    assert!(stored["rule"].as_str().is_some_and(|rule| rule.starts_with("SQS-")), "{stored}");
    assert!(stored["kind"].is_string() && stored["text"].as_str().is_some_and(|text| !text.contains('{')), "{stored}");
}

#[test]
fn a_run_takes_links_and_standard_input() {
    let link = on_ten_orders(&["link"], &[], "for-link.json").out.trim().to_owned();
    assert!(link.starts_with("#1"), "{link}");
    for argument in [link.as_str(), &link[1..], &format!("https://example.com/signalbox/{link}")] {
        assert_eq!(call(&["run", argument, "--json"], "").json()["messages"]["waiting"], json!(10), "{argument}");
    }
    let piped = call(&["run", "-", "--json"], &ten_orders().to_string());
    assert_eq!(piped.json()["messages"]["waiting"], json!(10));
}

#[test]
fn what_cannot_be_read_exits_with_1_and_a_sentence() {
    let broken = file("broken.json", "{\"signalbox\": 1,");
    for (argument, said) in [
        ("no/such/file.json", "no/such/file.json could not be read"),
        (broken.to_str().expect("a path"), "not valid JSON"),
        ("https://example.com/#1AAAA", "damaged or cut"),
    ] {
        for command in ["run", "check", "link", "open"] {
            let done = call(&[command, argument], "");
            assert_eq!((done.code, done.out.as_str()), (Some(1), ""), "{command} {argument}");
            assert!(done.err.contains(said), "{command} {argument}: {}", done.err);
        }
    }
}

#[test]
fn repairs_and_unknown_services_are_told_on_standard_error() {
    let mut ten = ten_orders();
    ten["nodes"].as_array_mut().expect("a list").push(json!({"id": "Q", "service": "quantum", "at": [0, 200]}));
    ten["wires"].as_array_mut().expect("a list").push(json!({"from": "Q", "to": "Nowhere"}));
    let done = call(&["run", "-", "--json"], &ten.to_string());
    assert_eq!(done.code, Some(0));
    assert!(done.err.contains("there is no node “Nowhere”") && done.err.contains("“quantum”"), "{}", done.err);
    assert_eq!(done.json()["messages"]["waiting"], json!(10));
}

#[test]
fn a_link_opens_as_the_document_that_it_was_made_of() {
    let path = file("round.json", &ten_orders().to_string());
    let link = call(&["link", path.to_str().expect("a path")], "").out;
    let opened = call(&["open", link.trim()], "");
    assert_eq!((opened.code, opened.err.as_str()), (Some(0), ""));
    let mut expected = ten_orders();
    expected["nodes"].as_array_mut().expect("a list").reverse();
    expected["wires"][0] = json!({"from": "Shop.requests", "to": "Orders.send"});
    assert_eq!(opened.json(), expected);
    assert_eq!(call(&["link", "-"], &opened.out).out, link);
}

#[test]
fn a_picture_opens_as_the_design_it_was_made_of() {
    let design = ten_orders().to_string();
    let picture = call(&["picture", "-"], &design);
    assert!(picture.code == Some(0) && picture.out.starts_with("<svg"), "{}", picture.err);
    let (back, direct) = (call(&["open", "-"], &picture.out), call(&["open", "-"], &design));
    assert_eq!((back.code, back.out), (Some(0), direct.out));
}

#[test]
fn check_lists_problems_with_remedies_and_exits_with_1_for_errors() {
    let done = on_ten_orders(&["check"], &[], "check.json");
    assert_eq!(done.code, Some(0), "{}", done.out);
    assert!(done.out.contains("hint") && done.out.contains("→ Wire its consumers port"), "{}", done.out);
    let mut wrong = ten_orders();
    wrong["wires"][0] = json!({"from": "Orders.consumers", "to": "Shop.requests"});
    let done = call(&["check", "-"], &wrong.to_string());
    assert_eq!(done.code, Some(1), "{}", done.out);
    assert!(done.out.starts_with("error    Order queue → Shop\n"), "{}", done.out);
    assert!(done.out.trim_end().lines().last().is_some_and(|line| line.starts_with("1 error,")), "{}", done.out);
}

#[test]
fn match_answers_line_by_line() {
    let lines = [
        r#"{"pattern_text": "{\"source\": [\"shop\"]}", "event_text": "{\"source\": \"shop\"}"}"#,
        r#"{"pattern": {"source": ["shop"]}, "event": {"source": "bank"}}"#,
        r#"{"pattern": {"source": [{"prefix": "sh"}]}}"#,
        "",
        r#"{"pattern": {"source": "shop"}, "event": {}}"#,
        "not json",
        "[1]",
        r#"{"event": {}}"#,
        r#"{"pattern": {"source": ["shop"]}, "event_text": "{"}"#,
        r#"{"pattern": {"source": ["shop"]}, "event": 7}"#,
        r#"{"pattern_text": 7}"#,
        r#"{"pattern": {"source": ["shop"]}, "event": {"source": "shop"}}"#,
    ];
    let done = call(&["match"], &lines.join("\n"));
    assert_eq!(done.code, Some(0));
    let answers = done.lines();
    assert_eq!(answers.len(), 11);
    assert_eq!(answers[..3], [json!({"match": true}), json!({"match": false}), json!({"valid": true})]);
    for answer in &answers[3..10] {
        assert!(answer["error"].as_str().is_some_and(|why| why.ends_with('.')), "{answer}");
        assert_eq!(answer.as_object().map(serde_json::Map::len), Some(1));
    }
    assert_eq!(answers[10], json!({"match": true}));
}

#[test]
fn filter_answers_for_attributes_and_bodies() {
    let paid = |data_type: &str, value: &str| json!({"status": {"DataType": data_type, "StringValue": value}});
    let lines = [
        json!({"policy_text": "{\"status\": [\"PAID\"]}", "scope": "MessageAttributes", "attributes": paid("String", "PAID")}),
        json!({"policy": {"status": ["PAID"]}, "attributes": paid("String", "LOST")}),
        // SNS-26: without the attribute the message is filtered out.
        json!({"policy": {"status": ["PAID"]}}),
        json!({"policy_text": "{\"status\": [\"PAID\"]}", "scope": "MessageBody", "body": "{\"status\": \"PAID\"}"}),
        // SNS-27: a body that is no JSON object never passes.
        json!({"policy_text": "{\"status\": [\"PAID\"]}", "scope": "MessageBody", "body": "PAID"}),
        json!({"policy_text": "{\"status\": [\"PAID\"]}", "scope": "MessageBody"}),
        json!({"policy_text": "{\"status\": \"PAID\"}", "attributes": {}}),
        json!({"policy_text": "{\"status\": [\"PAID\"]}", "scope": "Body"}),
        json!({"policy_text": "{\"status\": [\"PAID\"]}", "attributes": {"status": "PAID"}}),
        json!({"attributes": {}}),
    ];
    let done = call(&["filter"], &lines.map(|line| line.to_string()).join("\n"));
    let answers = done.lines();
    let matches: Vec<_> = answers.iter().map(|answer| answer["match"].as_bool()).collect();
    let expected = [Some(true), Some(false), Some(false), Some(true), Some(false), None, None, None, None, None];
    assert_eq!((done.code, matches), (Some(0), expected.to_vec()));
    assert!(answers[5..].iter().all(|answer| answer["error"].is_string()));
}

#[test]
fn transform_answers_with_the_input_of_the_target() {
    let lines = [
        json!({"paths": {"id": "$.detail.id"}, "template": "{\"order\": <id>}", "event": {"detail": {"id": 7}}}),
        json!({"template": "\"by <aws.events.rule-name>\"", "event": {}, "rule_name": "paid"}),
        json!({"template": "{}"}),
        json!({"template": "<id>", "event": {}}),
        json!({"event": {}}),
    ];
    let done = call(&["transform"], &lines.map(|line| line.to_string()).join("\n"));
    let answers = done.lines();
    let right = [json!({"input": "{\"order\": 7}"}), json!({"input": "\"by paid\""}), json!({"valid": true})];
    assert_eq!((done.code, &answers[..3]), (Some(0), &right[..]));
    assert!(answers[3..].iter().all(|answer| answer["error"].is_string()), "{}", done.out);
}

#[test]
fn validate_answers_with_what_is_wrong() {
    let schema = json!({"required": ["id"], "properties": {"price": {"minimum": 1}}});
    let lines = [
        json!({"schema_text": schema.to_string(), "body_text": "{\"id\": 7}"}),
        json!({"schema": schema, "body": {"price": 0}}),
        json!({"schema": schema, "body_text": "{"}),
        json!({"schema": {"type": "null"}, "body": null}),
        json!({"schema": schema}),
        json!({"schema": {"type": "text"}, "body": {}}),
        json!({"body": {}}),
    ];
    let done = call(&["validate"], &lines.map(|line| line.to_string()).join("\n"));
    let answers = done.lines();
    let valid: Vec<_> = answers.iter().map(|answer| answer["valid"].as_bool()).collect();
    let expected = [Some(true), Some(false), Some(false), Some(true), Some(true), None, None];
    assert_eq!((done.code, valid), (Some(0), expected.to_vec()));
    let problems = answers[1]["problems"].as_array().expect("a list");
    let told: Vec<_> = problems.iter().map(|p| [p["path"].as_str(), p["keyword"].as_str()]).collect();
    assert_eq!(told, [[Some(""), Some("required")], [Some("/price"), Some("minimum")]]);
    assert_eq!(answers[2]["problems"][0]["keyword"], "json");
    assert!(answers[5..].iter().all(|answer| answer["error"].is_string()), "{}", done.out);
}

#[test]
fn map_answers_with_the_body_that_the_integration_gets() {
    let two = json!({"application/json": "{\"n\": $input.json('$.n')}", "text/xml": "$input.body"});
    let lines = [
        json!({"template": "$input.path('$.n')-$input.params('id')", "body": {"n": 7}, "path": {"id": "x"}}),
        json!({"templates": two, "body": "{\"n\": 1}"}),
        json!({"templates": two, "body": "<a/>", "content_type": "text/xml"}),
        json!({"templates": two, "body": "a", "content_type": "text/plain", "passthrough": "NEVER"}),
        json!({"templates": {}, "body": "a", "content_type": "text/plain", "passthrough": "WHEN_NO_TEMPLATES"}),
        json!({"template": "#set($context.responseOverride.status = 201)ok", "body": ""}),
        json!({"template": "$context.stage$stageVariables.t", "body": "", "context": {"stage": "p"}, "stageVariables": {"t": "q"}}),
        json!({"template": "x"}),
        json!({"template": "$input.json('$')", "body": "plain"}),
        json!({"template": "$util.parseJson('x')", "body": ""}),
        json!({"template": "#if(", "body": ""}),
        json!({"templates": {}, "body": "", "passthrough": "SOMETIMES"}),
        json!({"body": ""}),
    ];
    let done = call(&["map"], &lines.map(|line| line.to_string()).join("\n"));
    let answers = done.lines();
    let right = [
        json!({"output": "7-x"}),
        json!({"output": "{\"n\": 1}"}),
        json!({"output": "<a/>"}),
        json!({"status": 415}),
        json!({"output": "a"}),
        json!({"output": "ok", "status": 201}),
        json!({"output": "pq"}),
        json!({"valid": true}),
    ];
    assert_eq!((done.code, &answers[..8]), (Some(0), &right[..]));
    assert_eq!((&answers[8]["status"], &answers[9]["status"]), (&json!(400), &json!(500)));
    assert!(answers[8..].iter().all(|answer| answer["error"].is_string()), "{}", done.out);
}

#[test]
fn schedule_answers_with_times() {
    let lines = [
        json!({"expression": "cron(0 12 * * ? *)", "timezone": "Europe/Berlin", "after": "2026-11-28T00:00:00Z", "count": 2}),
        json!({"expression": "rate(5 minutes)", "flavour": "rule", "after": "2026-11-28T00:00:00Z"}),
        json!({"expression": "at(2026-12-24T18:00:00)", "after": "2026-11-28T00:00:00Z", "count": 5}),
        json!({"expression": "rate(1 day)"}),
        json!({"expression": "rate(1 days)"}),
        json!({"expression": "rate(1 day)", "after": "tomorrow"}),
        json!({"expression": "rate(1 day)", "after": "2026-11-28T00:00:00Z", "count": -1}),
    ];
    let done = call(&["schedule"], &lines.map(|line| line.to_string()).join("\n"));
    let answers = done.lines();
    let right = [
        json!({"times": ["2026-11-28T11:00:00Z", "2026-11-29T11:00:00Z"]}),
        json!({"times": ["2026-11-28T00:05:00Z"]}),
        json!({"times": ["2026-12-24T18:00:00Z"]}),
        json!({"valid": true}),
    ];
    assert_eq!((done.code, &answers[..4]), (Some(0), &right[..]));
    assert!(answers[4..].iter().all(|answer| answer["error"].is_string()), "{}", done.out);
}

/// The columns of the lines of a table of cases: see `src/languages/tables.rs`.
fn table(text: &str) -> Vec<Vec<String>> {
    let mut names = std::collections::BTreeMap::new();
    let mut rows = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        match line.strip_prefix("let ").and_then(|line| line.split_once(" = ")) {
            Some((name, value)) => drop(names.insert(name, value)),
            None => rows.push(line.split(" | ").map(|c| (*names.get(c).unwrap_or(&c)).to_owned()).collect()),
        }
    }
    rows
}

/// Asks all and compares the answers: `yes`, `no`, or a part of the error.
fn corpus(command: &str, questions: &[(Value, String)]) {
    let lines: Vec<String> = questions.iter().map(|(question, _)| question.to_string()).collect();
    let answers = call(&[command], &lines.join("\n")).lines();
    assert_eq!(answers.len(), questions.len());
    for (answer, (question, expected)) in answers.iter().zip(questions) {
        let right = match expected.as_str() {
            "yes" | "no" => answer["match"] == (expected == "yes"),
            words => answer["error"].as_str().is_some_and(|error| error.contains(words)),
        };
        assert!(right, "{question}: {answer}, expected {expected}");
    }
}

macro_rules! tables {
    ($of:literal: $($name:literal)*) => {
        [$(table(include_str!(concat!("../src/languages/", $of, "/tests/tables/", $name, ".txt")))),*]
    };
}

#[test]
fn match_agrees_with_the_corpus() {
    let mut questions = Vec::new();
    for row in tables!("event_pattern": "fields" "strings" "numbers" "arrays" "or").iter().flatten() {
        questions.push((json!({"pattern_text": row[1], "event_text": row[2]}), row[3].clone()));
    }
    for row in tables!("event_pattern": "invalid").iter().flatten() {
        questions.push((json!({"pattern_text": row[0], "event_text": "{}"}), row[2].clone()));
    }
    assert!(questions.len() > 350, "{}", questions.len());
    corpus("match", &questions);
}

#[test]
fn filter_agrees_with_the_corpus() {
    let mut questions = Vec::new();
    for row in tables!("filter_policy": "attributes").iter().flatten() {
        let attribute = |part: &str| {
            let (head, value) = part.split_once('=').expect("name:type=text");
            let (name, data_type) = head.rsplit_once(':').expect("name:type=text");
            (name.to_owned(), json!({"DataType": data_type, "StringValue": value}))
        };
        let attributes: serde_json::Map<_, _> = row[2].split("  ").filter(|part| *part != "-").map(attribute).collect();
        questions.push((json!({"policy_text": row[1], "attributes": attributes}), row[3].clone()));
    }
    for row in tables!("filter_policy": "body").iter().flatten() {
        questions.push((json!({"policy_text": row[1], "scope": "MessageBody", "body": row[2]}), row[3].clone()));
    }
    for row in tables!("filter_policy": "invalid").iter().flatten() {
        let scope = if row[0] == "A" { "MessageAttributes" } else { "MessageBody" };
        questions.push((json!({"policy_text": row[1], "scope": scope, "body": "{}"}), row[3].clone()));
    }
    assert!(questions.len() > 150, "{}", questions.len());
    corpus("filter", &questions);
}

#[test]
fn alarm_answers_with_the_state_and_why() {
    let alarm = |treat: &str| {
        json!({
            "Period": 60, "EvaluationPeriods": 3, "DatapointsToAlarm": 2, "Threshold": 5,
            "ComparisonOperator": "GreaterThanThreshold", "TreatMissingData": treat,
        })
    };
    let lines = [
        // CW-32, CW-34: two of the three newest points breach.
        json!({"alarm": alarm("missing"), "datapoints": [1, 9, 8], "initial_state": "OK"}),
        json!({"alarm": alarm("missing"), "datapoints": [9, 1, 2], "initial_state": "ALARM"}),
        // CW-35: nothing at all, and what that counts as.
        json!({"alarm": alarm("missing"), "datapoints": [null, null, null]}),
        json!({"alarm": alarm("breaching"), "datapoints": [null, null, null]}),
        json!({"alarm": alarm("ignore"), "datapoints": [], "initial_state": "ALARM"}),
        json!({"alarm": alarm("ignore"), "datapoints": []}),
        json!({"alarm": alarm("sometimes"), "datapoints": []}),
        json!({"alarm": alarm("missing"), "datapoints": ["many"]}),
        json!({"alarm": alarm("missing"), "datapoints": [], "initial_state": "FINE"}),
        json!({"alarm": {"Threshold": 1}, "datapoints": []}),
        json!({"datapoints": []}),
        json!({"alarm": alarm("missing")}),
    ];
    let done = call(&["alarm"], &lines.map(|line| line.to_string()).join("\n"));
    let answers = done.lines();
    let states: Vec<_> = answers.iter().take(6).map(|answer| answer["state"].as_str().unwrap_or("")).collect();
    assert_eq!(states, ["ALARM", "OK", "INSUFFICIENT_DATA", "ALARM", "ALARM", "INSUFFICIENT_DATA"]);
    assert!(answers[..6].iter().all(|answer| answer["why"].as_str().is_some_and(|why| !why.is_empty())));
    assert!(answers[6..].iter().all(|answer| answer["error"].is_string()), "{answers:?}");
    assert_eq!((done.code, answers.len()), (Some(0), 12));
}

#[test]
fn each_answer_comes_before_the_next_question() {
    use std::io::{BufRead, BufReader};
    let mut child = Command::new(env!("CARGO_BIN_EXE_signalbox"))
        .arg("match")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let (mut questions, answers) = (child.stdin.take().expect("a pipe"), child.stdout.take().expect("a pipe"));
    let mut answers = BufReader::new(answers).lines();
    for _ in 0..3 {
        writeln!(questions, "{{\"pattern\": {{\"a\": [1]}}}}").expect("it listens");
        let answer = answers.next().expect("an answer").expect("a line");
        assert_eq!(answer, "{\"valid\":true}");
    }
    drop(questions);
    assert!(child.wait().expect("the program ends").success());
}

#[test]
fn nobody_listening_is_no_reason_to_panic() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_signalbox"))
        .arg("match")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let mut questions = child.stdin.take().expect("a pipe");
    // The program ends at its first answer; what is written after that nobody reads.
    let line = "{\"pattern\": {\"a\": [1]}}\n";
    while questions.write_all(line.as_bytes()).is_ok() {}
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""));
}

/// `run --seeds` on a design whose numbers are known: Poisson customers, 10 a second for 100 s.
#[test]
fn many_seeds_give_means_with_intervals_whatever_the_number_of_threads() {
    let document = r#"{"signalbox": 1, "title": "Poisson", "seed": 1,
        "nodes": [{"id": "C", "service": "traffic", "config": {"Rate": 10}}, {"id": "Q", "service": "sqs"}],
        "wires": [{"from": "C.requests", "to": "Q.send"}]}"#;
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("poisson.json");
    std::fs::write(&path, document).expect("a temporary file");
    let run = |threads: &str| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_signalbox"));
        command.arg("run").arg(&path).args(["--seeds", "1..40", "--until", "100s", "--json"]);
        let output = command.env("RAYON_NUM_THREADS", threads).output().expect("it runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let mut report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        report["wall_seconds"] = 0.into();
        report
    };
    let (one, two) = (run("1"), run("2"));
    assert_eq!(one, two);
    assert_eq!((one["runs"].as_u64(), one["seeds"].as_array().map(Vec::len)), (Some(40), Some(40)));
    let requests = &one["services"]["C"]["metrics"]["Requests"]["sum"];
    // A Poisson count of mean 1,000 has the deviation sqrt(1,000); the mean of 40 of them that of a 40th. 5 standard errors.
    let mean = requests["mean"].as_f64().expect("a number");
    assert!((mean - 1_000.0).abs() < 5.0 * (1_000.0f64 / 40.0).sqrt(), "{mean}");
    // The deviation itself has a relative error of 1/sqrt(2·39): again 5 of them.
    let deviation = requests["deviation"].as_f64().expect("a number");
    assert!((deviation / 1_000.0f64.sqrt() - 1.0).abs() < 5.0 / 78.0f64.sqrt(), "{deviation}");
    // t(39) = 2.0227.
    let half = requests["half_width"].as_f64().expect("a number");
    assert!((half / (2.0227 * deviation / 40.0f64.sqrt()) - 1.0).abs() < 1e-4, "{half}");
}

#[test]
fn a_list_of_seeds_that_makes_no_sense_is_refused_with_a_sentence() {
    for (given, said) in [("9..1", "no seed in it"), ("many", "is no seed")] {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_signalbox"));
        let output = command.args(["run", "{}", "--seeds", given]).output().expect("it runs");
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&output.stderr).contains(said), "{given}");
    }
}
