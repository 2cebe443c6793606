//! The protocol by which a page around an embedded one plays, pauses, seeks and loads: version 1. `docs/embed.md` tells
//! its people; this reads what they say and writes the answers.
//!
//! A message that is not an object with `signalbox: 1` is none of ours and gets no answer. One that is but cannot be
//! carried out is refused with a sentence.

use serde_json::{Map, Value, json};

/// The version of the protocol.
pub const VERSION: u64 = 1;
/// The farthest instant that can be gone to: a year, in seconds.
const FARTHEST: f64 = 366.0 * 86_400.0;
/// The speeds that the page has.
const SPEEDS: (f64, f64) = (0.01, 1_000.0);

/// What the page around it wants.
#[derive(Clone, PartialEq, Debug)]
pub enum Wish {
    /// Simulated time moves.
    Play,
    /// It stops where it is.
    Pause,
    /// Back to the start, paused.
    Reset,
    /// Pause, and go to an instant (microseconds).
    Seek(u64),
    /// Simulated seconds per second.
    Speed(f64),
    /// Open a document or a link.
    Load(String),
    /// Only the answer, which tells how the run stands.
    State,
}

/// A message to this page: a wish, or the sentence why there is none.
#[derive(Clone, PartialEq, Debug)]
pub struct Asked {
    /// What the answer shall carry, so that the asker knows it again.
    pub id: Value,
    /// The wish.
    pub wish: Result<Wish, String>,
}

/// How the run stands, for the answers.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Standing {
    /// The title of the design.
    pub title: String,
    /// Whether simulated time moves.
    pub playing: bool,
    /// The simulated instant (microseconds).
    pub at: u64,
    /// How far the run has ever been (microseconds).
    pub furthest: u64,
    /// Where it is going at the moment, if it is on its way (microseconds).
    pub seeking: Option<u64>,
    /// Simulated seconds per second.
    pub speed: f64,
    /// How many events were handled.
    pub events: u64,
    /// Whether nothing will happen any more.
    pub over: bool,
    /// How many messages are where, by word.
    pub messages: Vec<(&'static str, u64)>,
}

/// What the page says to the one around it.
#[derive(Clone, PartialEq, Debug)]
pub enum Said {
    /// It is there and hears.
    Ready,
    /// The run began to move.
    Playing,
    /// The run stopped.
    Paused,
    /// A wish was carried out.
    Answer(Value),
    /// A wish was not carried out: why.
    Refused(Value, String),
}

/// Reads a message (as JSON text); `None`: it is none of ours.
pub fn hear(message: &str) -> Option<Asked> {
    let Value::Object(message) = serde_json::from_str(message).ok()? else { return None };
    if message.get("signalbox").and_then(Value::as_u64) != Some(VERSION) {
        return None;
    }
    let word = message.get("do").and_then(Value::as_str)?;
    // Only what is small comes back: an id is a number or a word.
    let id = message.get("id").filter(|id| id.is_number() || id.as_str().is_some_and(|id| id.len() <= 200));
    Some(Asked { id: id.cloned().unwrap_or(Value::Null), wish: wish(word, &message) })
}

fn wish(word: &str, message: &Map<String, Value>) -> Result<Wish, String> {
    let number = |name: &str| message.get(name).and_then(Value::as_f64).filter(|n| n.is_finite());
    match word {
        "play" => Ok(Wish::Play),
        "pause" => Ok(Wish::Pause),
        "reset" => Ok(Wish::Reset),
        "state" => Ok(Wish::State),
        "seek" => match number("at") {
            Some(at) if (0.0..=FARTHEST).contains(&at) => Ok(Wish::Seek((at * 1e6).round() as u64)),
            _ => Err("“seek” needs “at”: simulated seconds from 0 to a year.".to_owned()),
        },
        "speed" => match number("to") {
            Some(to) if (SPEEDS.0..=SPEEDS.1).contains(&to) => Ok(Wish::Speed(to)),
            _ => Err("“speed” needs “to”: simulated seconds a second, from 0.01 to 1000.".to_owned()),
        },
        "load" => match message.get("text").and_then(Value::as_str) {
            Some(text) => Ok(Wish::Load(text.to_owned())),
            None => Err("“load” needs “text”: a Signalbox document or a link to one.".to_owned()),
        },
        _ => Err("Version 1 knows play, pause, reset, seek, speed, load and state.".to_owned()),
    }
}

/// Writes what the page says, as JSON text.
pub fn say(said: Said, standing: &Standing) -> String {
    let seconds = |at: u64| at as f64 / 1e6;
    let Standing { title, playing, at, furthest, seeking, speed, events, over, messages } = standing;
    let messages: Map<String, Value> = messages.iter().map(|(word, n)| ((*word).to_owned(), json!(n))).collect();
    let mut out = json!({
        "signalbox": VERSION,
        "state": {
            "title": title, "playing": playing, "at": seconds(*at), "furthest": seconds(*furthest),
            "seeking": seeking.map(seconds), "speed": speed, "events": events, "over": over, "messages": messages,
        },
    });
    let (event, id, why) = match said {
        Said::Ready => ("ready", Value::Null, None),
        Said::Playing => ("playing", Value::Null, None),
        Said::Paused => ("paused", Value::Null, None),
        Said::Answer(id) => ("answer", id, None),
        Said::Refused(id, why) => ("refused", id, Some(why)),
    };
    out["event"] = event.into();
    if !id.is_null() {
        out["id"] = id;
    }
    if let Some(why) = why {
        out["why"] = why.into();
    }
    out.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wished(message: &str) -> Result<Wish, String> {
        hear(message).expect("it is one of ours").wish
    }

    #[test]
    fn every_wish_is_understood() {
        assert_eq!(wished(r#"{"signalbox":1,"do":"play"}"#), Ok(Wish::Play));
        assert_eq!(wished(r#"{"signalbox":1,"do":"pause","more":[1]}"#), Ok(Wish::Pause));
        assert_eq!(wished(r#"{"signalbox":1,"do":"reset"}"#), Ok(Wish::Reset));
        assert_eq!(wished(r#"{"signalbox":1,"do":"state"}"#), Ok(Wish::State));
        assert_eq!(wished(r#"{"signalbox":1,"do":"seek","at":61.5}"#), Ok(Wish::Seek(61_500_000)));
        assert_eq!(wished(r#"{"signalbox":1,"do":"speed","to":10}"#), Ok(Wish::Speed(10.0)));
        assert_eq!(wished(r##"{"signalbox":1,"do":"load","text":"#1abc"}"##), Ok(Wish::Load("#1abc".into())));
    }

    #[test]
    fn what_is_none_of_ours_gets_no_answer() {
        for message in [
            "",
            "null",
            "17",
            "\"play\"",
            "[]",
            "{}",
            "{\"do\":\"play\"}",
            "{\"signalbox\":2,\"do\":\"play\"}",
            "{\"signalbox\":\"1\",\"do\":\"play\"}",
            "{\"signalbox\":1}",
            "{\"signalbox\":1,\"do\":{}}",
            "{\"signalbox\":1,\"do\":\"play\"",
        ] {
            assert_eq!(hear(message), None, "{message}");
        }
    }

    #[test]
    fn what_cannot_be_carried_out_is_refused_with_a_sentence() {
        for (message, word) in [
            (r#"{"signalbox":1,"do":"seek"}"#, "“at”"),
            (r#"{"signalbox":1,"do":"seek","at":-1}"#, "“at”"),
            (r#"{"signalbox":1,"do":"seek","at":"1"}"#, "“at”"),
            (r#"{"signalbox":1,"do":"seek","at":1e300}"#, "a year"),
            (r#"{"signalbox":1,"do":"speed","to":0}"#, "“to”"),
            (r#"{"signalbox":1,"do":"load","text":7}"#, "“text”"),
            (r#"{"signalbox":1,"do":"dance"}"#, "knows play"),
        ] {
            let why = wished(message).expect_err(message);
            assert!(why.contains(word), "{message}: {why}");
        }
    }

    #[test]
    fn an_answer_carries_the_id_of_its_question_and_how_the_run_stands() {
        let asked = hear(r#"{"signalbox":1,"do":"state","id":"q7"}"#).expect("one of ours");
        let standing = Standing {
            title: "Orders".into(),
            at: 1_500_000,
            furthest: 2_000_000,
            speed: 2.0,
            events: 9,
            messages: vec![("delivered", 3)],
            ..Standing::default()
        };
        let said: Value = serde_json::from_str(&say(Said::Answer(asked.id), &standing)).expect("JSON");
        let expected = json!({
            "signalbox": 1, "event": "answer", "id": "q7",
            "state": {
                "title": "Orders", "playing": false, "at": 1.5, "furthest": 2.0, "seeking": null, "speed": 2.0,
                "events": 9, "over": false, "messages": { "delivered": 3 },
            },
        });
        assert_eq!(said, expected);
        let refused: Value =
            serde_json::from_str(&say(Said::Refused(json!(4), "No.".into()), &standing)).expect("JSON");
        assert_eq!((&refused["event"], &refused["id"], &refused["why"]), (&json!("refused"), &json!(4), &json!("No.")));
    }

    #[test]
    fn a_huge_id_does_not_come_back() {
        let message = format!(r#"{{"signalbox":1,"do":"play","id":"{}"}}"#, "x".repeat(10_000));
        assert_eq!(hear(&message).map(|asked| asked.id), Some(Value::Null));
    }
}
