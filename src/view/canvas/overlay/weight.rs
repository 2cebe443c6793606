//! How many messages a bead stands for.

/// How many messages a bead stands for, to one digit: 7 is exact, 23 is shown as 20, 940 as 900. Small, so that there
/// are few pictures of beads.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Weight(u8);

impl Weight {
    /// How many weights there are; larger numbers of messages look like the last.
    pub const COUNT: usize = 54;

    /// The weight of so many messages (0 counts as 1).
    pub fn of(messages: u32) -> Self {
        let (mut digit, mut zeros) = (messages.max(1), 0);
        while digit > 9 {
            digit /= 10;
            zeros += 1;
        }
        Self((zeros * 9 + digit - 1).min(Self::COUNT as u32 - 1) as u8)
    }

    /// Its place among all weights.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }

    /// The number of messages that it stands for, rounded down.
    pub fn messages(self) -> u32 {
        u32::from(self.0 % 9 + 1) * 10u32.pow(u32::from(self.0 / 9))
    }

    /// How large its bead is, so that what is written on it has room: 1 is a single message.
    pub fn size(self) -> f64 {
        match self.messages() {
            1 => 1.0,
            2..10 => 1.6,
            10..100 | 1_000..10_000 => 2.2,
            _ => 2.8,
        }
    }

    /// What is written on the bead; nothing for a single message.
    pub fn label(self) -> String {
        match self.messages() {
            1 => String::new(),
            n if n < 1_000 => format!("×{n}"),
            n => format!("×{}k", n / 1_000),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weight_never_says_more_than_there_are_and_keeps_the_first_digit() {
        for (messages, label) in
            [(0, ""), (1, ""), (2, "×2"), (9, "×9"), (10, "×10"), (23, "×20"), (999, "×900"), (4_321, "×4k")]
        {
            assert_eq!(Weight::of(messages).label(), label, "{messages}");
            assert!(Weight::of(messages).messages() <= messages.max(1));
        }
        assert_eq!(Weight::of(u32::MAX).index(), Weight::COUNT - 1);
    }

    #[test]
    fn a_bead_grows_with_what_is_written_on_it() {
        for index in 0..Weight::COUNT {
            let weight = Weight(index as u8);
            let size = [1.0, 1.6, 1.6, 2.2].get(weight.label().chars().count()).copied();
            assert_eq!(weight.size(), size.unwrap_or(2.8), "{}", weight.label());
        }
    }
}
