//! Aliases: the names by which wires may invoke the function. Each leads to one of its two versions and may send a share of its
//! invocations to the other one (LAM 4.8, LAM 4.10).

use super::fields::{ADDITIONAL_WEIGHT, ALIAS, ALIASES};
use crate::model::Config;
use serde_json::Value;
use std::collections::BTreeMap;

/// The version whose settings are the function's own.
const PRESENT: &str = "1";
/// The version that differs from it.
const ADDITIONAL: &str = "2";
/// What has no version.
const LATEST: &str = "$LATEST";

/// The names of a function.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Aliases {
    /// What callers use that name none, if it is an alias; else they use `$LATEST`.
    usual: Option<String>,
    /// The share of their invocations that the additional version gets.
    pub share: f64,
    /// The same share of each further alias.
    further: BTreeMap<String, f64>,
}

impl Aliases {
    /// Reads the settings. Aliases with a mistake are none; the checks say so.
    pub fn read(c: &Config) -> Self {
        let share = ADDITIONAL_WEIGHT.of(c) / 100.0;
        let usual = Some(ALIAS.of(c).trim()).filter(|name| !name.is_empty()).or((share > 0.0).then_some("live"));
        Self { usual: usual.map(str::to_owned), share, further: parse(ALIASES.of(c)).unwrap_or_default() }
    }

    /// The share of the invocations by this name that the additional version gets; `None` if nothing has this name.
    pub fn share(&self, qualifier: Option<&str>) -> Option<f64> {
        match qualifier {
            None => Some(self.share),
            Some(name) if self.usual.as_deref() == Some(name) => Some(self.share),
            Some(PRESENT | LATEST) => Some(0.0),
            Some(ADDITIONAL) => Some(1.0),
            Some(name) => self.further.get(name).copied(),
        }
    }

    /// The name that an invocation used.
    pub fn name<'a>(&'a self, qualifier: Option<&'a str>) -> &'a str {
        qualifier.or(self.usual.as_deref()).unwrap_or(LATEST)
    }

    /// The number of the version that ran.
    pub fn version(&self, additional: bool, qualifier: Option<&str>) -> &'static str {
        match (additional, self.name(qualifier)) {
            (true, _) => ADDITIONAL,
            (false, LATEST) => LATEST,
            (false, _) => PRESENT,
        }
    }
}

/// Reads further aliases, written as CloudFormation has them: the share of the additional version by name.
///
/// # Errors
/// The first mistake.
pub fn parse(text: &str) -> Result<BTreeMap<String, f64>, String> {
    let mut all = BTreeMap::new();
    if text.trim().is_empty() {
        return Ok(all);
    }
    let list = serde_json::from_str::<Value>(text).map_err(|error| error.to_string())?;
    let list = list.as_array().ok_or("Aliases are a list of objects with Name and FunctionVersion.")?;
    for alias in list {
        let text = |value: &Value, key: &str| match value.get(key) {
            Some(Value::String(text)) => text.trim().to_owned(),
            Some(Value::Number(number)) => number.to_string(),
            _ => String::new(),
        };
        let (name, version) = (text(alias, "Name"), text(alias, "FunctionVersion"));
        if name.is_empty() || name.starts_with('$') || name.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(format!("An alias needs a Name that is no number, and “{name}” is none."));
        }
        let other = match version.as_str() {
            PRESENT => ADDITIONAL,
            ADDITIONAL => PRESENT,
            _ => return Err(format!("{name} leads to no version: FunctionVersion is 1 (the present one) or 2 (the additional one).")),
        };
        let weights = alias.pointer("/RoutingConfig/AdditionalVersionWeights").and_then(Value::as_array);
        let weight = match weights.map_or(&[][..], Vec::as_slice) {
            [] => 0.0,
            [one] if text(one, "FunctionVersion") == other => one.get("FunctionWeight").and_then(Value::as_f64).unwrap_or(-1.0),
            _ => return Err(format!("{name} may send a share to one version besides its own, which is version {other}.")),
        };
        if !(0.0..=1.0).contains(&weight) {
            return Err(format!("The FunctionWeight of {name} is a share from 0 to 1."));
        }
        let share = if version == ADDITIONAL { 1.0 - weight } else { weight };
        if all.insert(name.clone(), share).is_some() {
            return Err(format!("There are two aliases with the name {name}."));
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn routed(name: &str, version: &str, routing: &str) -> String {
        format!("{{\"Name\":\"{name}\",\"FunctionVersion\":\"{version}\"{routing}}}")
    }

    fn weight(version: &str, weight: &str) -> String {
        format!(",\"RoutingConfig\":{{\"AdditionalVersionWeights\":[{{\"FunctionVersion\":\"{version}\",\"FunctionWeight\":{weight}}}]}}")
    }

    #[test]
    fn an_alias_leads_to_a_version_and_sends_a_share_to_the_other() {
        let text = [routed("a", "1", ""), routed("b", "2", ""), routed("c", "1", &weight("2", "0.25")), routed("d", "2", &weight("1", "0.25"))];
        let all = parse(&format!("[{}]", text.join(","))).expect("good aliases");
        assert_eq!(all.into_iter().collect::<Vec<_>>(), [("a", 0.0), ("b", 1.0), ("c", 0.25), ("d", 0.75)].map(|(name, share)| (name.to_owned(), share)));
        assert_eq!(parse(" "), Ok(BTreeMap::new()));
    }

    #[test]
    fn mistakes_in_aliases_are_told() {
        let twice = format!("{},{}", routed("a", "1", ""), routed("a", "2", ""));
        for (text, said) in [
            ("{}", "a list"),
            (&*format!("[{}]", routed("7", "1", "")), "no number"),
            (&*format!("[{}]", routed("", "1", "")), "needs a Name"),
            (&*format!("[{}]", routed("a", "3", "")), "leads to no version"),
            (&*format!("[{}]", routed("a", "1", &weight("1", "0.5"))), "version 2"),
            (&*format!("[{}]", routed("a", "1", &weight("2", "1.5"))), "from 0 to 1"),
            (&*format!("[{twice}]"), "two aliases"),
        ] {
            let error = parse(text).expect_err(text);
            assert!(error.contains(said), "{error}");
        }
    }

    #[test]
    fn names_that_wires_may_use() {
        let further = format!("[{}]", routed("beta", "2", ""));
        let config = Config::from([("Alias", "prod".into()), ("AdditionalVersionWeight", 10.into()), ("Aliases", (&*further).into())]);
        let aliases = Aliases::read(&config);
        let share = |name: &str| aliases.share(Some(name));
        assert_eq!((aliases.share(None), share("prod"), share("beta")), (Some(0.1), Some(0.1), Some(1.0)));
        assert_eq!((share("1"), share("2"), share("$LATEST"), share("live"), share("3")), (Some(0.0), Some(1.0), Some(0.0), None, None));
        assert_eq!((aliases.name(None), aliases.name(Some("beta"))), ("prod", "beta"));
        assert_eq!((aliases.version(false, Some("$LATEST")), aliases.version(false, Some("1"))), ("$LATEST", "1"));
        assert_eq!(Aliases::default().version(false, None), "$LATEST");
    }
}
