//! Ports: where wires end. A wire joins two ports that share a role.

use super::Field;

/// An integration that AWS offers, seen from both ends.
#[derive(Clone, Copy, Debug)]
pub struct Role {
    /// Its short name, unique.
    pub key: &'static str,
    /// What the sender does, as in "a topic *pushes notifications to a queue*".
    pub sender: &'static str,
    /// What the receiver does, as in "a queue *takes SendMessage calls*".
    pub receiver: &'static str,
}

impl PartialEq for Role {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

/// Which way messages go.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    /// They enter; drawn at the left.
    In,
    /// They leave; drawn at the right.
    Out,
}

/// A place where wires end.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Port {
    /// Its name in documents, unique among the ports of the service.
    pub name: &'static str,
    /// What people call it.
    pub label: &'static str,
    /// Which way messages go.
    pub side: Side,
    /// What it speaks (out) or understands (in).
    pub roles: &'static [Role],
    /// How many wires it takes; `None`: any number.
    pub at_most: Option<u32>,
    /// The settings that a wire at this port has.
    pub fields: &'static [Field],
    /// Whether it carries control rather than messages (redrive, metrics, alarm states): drawn dotted.
    pub control: bool,
    /// One sentence about it.
    pub help: &'static str,
    /// Whose role every call over its wires needs, where that differs from what their integration usually needs; empty: it does not.
    pub acts: &'static str,
}

impl Port {
    /// A port at the left that understands these roles.
    pub const fn input(name: &'static str, label: &'static str, roles: &'static [Role]) -> Self {
        Self { name, label, side: Side::In, roles, at_most: None, fields: &[], control: false, help: "", acts: "" }
    }
    /// A port at the right that speaks these roles.
    pub const fn output(name: &'static str, label: &'static str, roles: &'static [Role]) -> Self {
        Self { name, label, side: Side::Out, roles, at_most: None, fields: &[], control: false, help: "", acts: "" }
    }
    /// It takes at most so many wires.
    pub const fn at_most(mut self, wires: u32) -> Self {
        self.at_most = Some(wires);
        self
    }
    /// Its wires have these settings.
    pub const fn with(mut self, fields: &'static [Field]) -> Self {
        self.fields = fields;
        self
    }
    /// It carries control rather than messages.
    pub const fn control(mut self) -> Self {
        self.control = true;
        self
    }
    /// Its calls need this role, whatever else their integration would need.
    pub const fn acting(mut self, acts: &'static str) -> Self {
        self.acts = acts;
        self
    }
    /// One sentence about it.
    pub const fn help(mut self, help: &'static str) -> Self {
        self.help = help;
        self
    }

    /// The role in which this out port and that in port can be joined, if there is one.
    pub fn common(&self, other: &Port) -> Option<&'static Role> {
        if self.side != Side::Out || other.side != Side::In {
            return None;
        }
        self.roles.iter().find(|role| other.roles.contains(role))
    }
}
