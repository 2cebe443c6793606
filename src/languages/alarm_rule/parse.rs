//! Reads the grammar of CW-60 by recursive descent.

use super::{AlarmExpression, AlarmRuleError, AlarmState, MOST_ALARMS, MOST_CHARACTERS, Reference, Rule, Threshold};

/// How deep parentheses and NOT may nest. A rule of the allowed length could otherwise exhaust the stack.
const DEEPEST: usize = 200;

/// Whether a character may stand in a name without quotation marks.
pub fn bare(sign: char) -> bool {
    !sign.is_whitespace() && !matches!(sign, '(' | ')' | ',' | '"' | '\\' | '%')
}

impl AlarmExpression {
    /// Reads a rule.
    pub fn parse(text: &str) -> Result<Self, AlarmRuleError> {
        let mut reader = Reader { signs: text.chars().collect(), at: 0, depth: 0 };
        if reader.signs.len() > MOST_CHARACTERS {
            let message =
                format!("The rule has {} characters; at most {MOST_CHARACTERS} are allowed.", reader.signs.len());
            return Err(AlarmRuleError { position: MOST_CHARACTERS, message });
        }
        reader.space();
        if reader.peek().is_none() {
            return reader.fail("The rule is empty. Write for example ALARM(cpu-high), or FALSE.");
        }
        let rule = reader.or()?;
        if let Some(sign) = reader.peek() {
            return match sign {
                ')' => reader.fail("This ) closes nothing."),
                _ => {
                    let word = reader.word_ahead();
                    let hint = upper_case_hint(&word);
                    reader.fail(&format!("AND, OR or the end should stand here, not {word}.{hint}"))
                }
            };
        }
        let expression = Self { rule };
        let alarms = expression.names().len();
        if alarms > MOST_ALARMS {
            let message = format!("The rule names {alarms} alarms; a composite alarm watches {MOST_ALARMS} at most.");
            return Err(AlarmRuleError { position: 0, message });
        }
        Ok(expression)
    }
}

fn upper_case_hint(word: &str) -> &'static str {
    match word.to_ascii_uppercase().as_str() {
        "AND" | "OR" | "NOT" | "TRUE" | "FALSE" | "ALARM" | "OK" | "INSUFFICIENT_DATA" | "AT_LEAST" => {
            " Words are written in capitals."
        }
        _ => "",
    }
}

struct Reader {
    signs: Vec<char>,
    at: usize,
    depth: usize,
}

type Read<T> = Result<T, AlarmRuleError>;

impl Reader {
    fn fail<T>(&self, message: &str) -> Read<T> {
        Err(AlarmRuleError { position: self.at, message: message.to_owned() })
    }

    fn peek(&self) -> Option<char> {
        self.signs.get(self.at).copied()
    }

    fn space(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    /// The word that begins here, for a message or to be recognised; one sign if no word begins here.
    fn word_ahead(&self) -> String {
        let word: String = self.signs[self.at..].iter().take_while(|sign| bare(**sign)).collect();
        if word.is_empty() { self.peek().map_or("the end".to_owned(), String::from) } else { word }
    }

    /// Passes over the word if it stands here as a whole.
    fn word(&mut self, word: &str) -> bool {
        let found = self.word_ahead() == word;
        if found {
            self.at += word.chars().count();
            self.space();
        }
        found
    }

    fn expect(&mut self, sign: char, wanted: &str) -> Read<()> {
        if self.peek() != Some(sign) {
            return self.fail(&format!("{sign} should stand here, {wanted}."));
        }
        self.at += 1;
        self.space();
        Ok(())
    }

    fn or(&mut self) -> Read<Rule> {
        self.series("OR", Self::and, Rule::Or)
    }

    fn and(&mut self) -> Read<Rule> {
        self.series("AND", Self::unary, Rule::And)
    }

    fn series(&mut self, word: &str, part: fn(&mut Self) -> Read<Rule>, join: fn(Vec<Rule>) -> Rule) -> Read<Rule> {
        let first = part(self)?;
        let mut parts = vec![first];
        while self.word(word) {
            parts.push(part(self)?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { join(parts) })
    }

    fn unary(&mut self) -> Read<Rule> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return self.fail("The rule nests too deep here.");
        }
        let rule = self.primary()?;
        self.depth -= 1;
        Ok(rule)
    }

    fn primary(&mut self) -> Read<Rule> {
        if self.peek() == Some('(') {
            self.at += 1;
            self.space();
            let rule = self.or()?;
            self.expect(')', "to close the parenthesis")?;
            return Ok(rule);
        }
        if self.word("NOT") {
            return Ok(Rule::Not(Box::new(self.unary()?)));
        }
        if self.word("TRUE") {
            return Ok(Rule::Constant(true));
        }
        if self.word("FALSE") {
            return Ok(Rule::Constant(false));
        }
        if self.word("AT_LEAST") {
            return self.at_least();
        }
        if let Some(state) = self.state() {
            self.expect('(', "before the name of an alarm")?;
            let alarm = self.reference()?;
            self.expect(')', "after the name of the alarm")?;
            return Ok(Rule::Is(state, alarm));
        }
        let word = self.word_ahead();
        let hint = upper_case_hint(&word);
        self.fail(&format!(
            "ALARM(…), OK(…), INSUFFICIENT_DATA(…), AT_LEAST(…), NOT, TRUE, FALSE or a parenthesis should stand here, \
             not {word}.{hint}"
        ))
    }

    fn state(&mut self) -> Option<AlarmState> {
        let states = [AlarmState::Alarm, AlarmState::Ok, AlarmState::InsufficientData];
        states.into_iter().find(|state| self.word(state.name()))
    }

    fn at_least(&mut self) -> Read<Rule> {
        self.expect('(', "after AT_LEAST")?;
        let start = self.at;
        let threshold = self.threshold()?;
        self.expect(',', "after the number")?;
        let negated = self.word("NOT");
        let Some(state) = self.state() else {
            return self.fail("A state should stand here: ALARM, OK or INSUFFICIENT_DATA, perhaps after NOT.");
        };
        self.expect(',', "after the state")?;
        self.expect('(', "before the list of alarms")?;
        let mut alarms = vec![self.reference()?];
        while self.peek() == Some(',') {
            self.expect(',', "between alarms")?;
            alarms.push(self.reference()?);
        }
        self.expect(')', "after the list of alarms")?;
        self.expect(')', "to close AT_LEAST")?;
        if let Threshold::Count(count) = threshold
            && count as usize > alarms.len()
        {
            self.at = start;
            let listed = if alarms.len() == 1 { "alarm is" } else { "alarms are" };
            return self.fail(&format!("AT_LEAST asks for {count}, but only {} {listed} listed.", alarms.len()));
        }
        Ok(Rule::AtLeast { threshold, negated, state, alarms })
    }

    fn threshold(&mut self) -> Read<Threshold> {
        let start = self.at;
        let digits: String = self.signs[self.at..].iter().take_while(|sign| sign.is_ascii_digit()).collect();
        self.at += digits.len();
        let number = digits.parse::<u32>().unwrap_or(0);
        let percent = self.peek() == Some('%');
        if percent {
            self.at += 1;
        }
        if number == 0 || percent && number > 100 {
            self.at = start;
            return self.fail("A number from 1, or a percentage from 1% to 100%, should stand here.");
        }
        self.space();
        Ok(if percent { Threshold::Percent(number) } else { Threshold::Count(number) })
    }

    fn reference(&mut self) -> Read<Reference> {
        let start = self.at;
        let text = if self.peek() == Some('"') { self.quoted()? } else { self.word_of_name() };
        if text.is_empty() || text.starts_with("arn:") && text.ends_with(':') {
            self.at = start;
            return self.fail("The name or ARN of an alarm should stand here.");
        }
        self.space();
        if self.peek().is_some_and(bare) {
            return self.fail("A name with spaces or parentheses stands in quotation marks: ALARM(\"my alarm\").");
        }
        Ok(Reference { text })
    }

    fn word_of_name(&mut self) -> String {
        let name: String = self.signs[self.at..].iter().take_while(|sign| bare(**sign)).collect();
        self.at += name.chars().count();
        name
    }

    fn quoted(&mut self) -> Read<String> {
        let start = self.at;
        self.at += 1;
        let mut text = String::new();
        while let Some(sign) = self.peek() {
            self.at += 1;
            match sign {
                '"' => return Ok(text),
                '\\' if matches!(self.peek(), Some('"' | '\\')) => {
                    text.extend(self.peek());
                    self.at += 1;
                }
                _ => text.push(sign),
            }
        }
        self.at = start;
        self.fail("This quotation mark is not closed.")
    }
}
