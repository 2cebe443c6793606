//! The engine: a clock, an agenda, nodes that behave, messages that are accounted for, a trace and a meter.
//!
//! Absent by design: the browser, the catalog, any service by name, wall-clock time, unseeded randomness, floating-point
//! time. A node is a [`Behaviour`]; what it stands for is none of the engine's business.

mod adopt;
mod agenda;
mod audit;
mod behaviour;
mod body;
mod chunks;
mod context;
mod engine;
mod family;
mod few;
mod heap;
mod histogram;
mod ledger;
mod lineage;
mod links;
mod meter;
mod note;
mod outlook;
pub mod parts;
mod plan;
mod pool;
mod rng;
mod roll;
mod status;
mod talk;
mod time;
mod trace;

pub use agenda::{Agenda, Class, WakeKey};
pub use behaviour::{Behaviour, Token};
pub use body::{Attribute, Attributes, Body};
pub use chunks::Chunks;
pub use context::Context;
pub use engine::{Engine, Stepped};
pub use family::{Birth, Family, Told};
pub use few::Few;
pub use ledger::{Census, Fate, Ledger, Message, MessageId, Place};
pub use lineage::Lineage;
pub use links::{Link, LinkId, NodeIx, PortId};
pub use meter::{Meter, Metric, MetricId, MetricKind, Minute, Series, Total, Unit};
pub use note::{Kind, Note, Reason};
pub use outlook::Outlook;
pub use plan::{Plan, PlannedNode, PlannedWire};
pub use pool::Share;
pub(crate) use rng::mix;
pub use rng::{Delay, Stream, next_arrival};
pub use roll::{Entry, Roll};
pub use status::{Datum, Held, Notice, Reading, Status, Tone, Transition, View};
pub use talk::{
    Answer, Ask, Call, CallId, Extra, Fault, ItemAsk, ItemOp, Parcel, Query, Read, Receipt, Received, Signal,
};
pub use time::{Span, Time};
pub use trace::{First, Flight, Trace};
