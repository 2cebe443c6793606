//! Standalone interpreters: small languages that a service's configuration is written in. None of them knows of a
//! canvas, a node or a run; each takes text or plain values and answers, so each can be tested, and reused, alone.

pub mod alarm_rule;
pub mod alarm_state;
pub mod event_pattern;
pub mod filter_policy;
pub mod input_transformer;
pub mod json_path;
pub mod json_schema;
pub mod mapping_template;
pub mod metric_math;
mod operators;
pub mod schedule;
#[cfg(test)]
mod tables;
pub mod template;
