//! The editor driven headless, in the words of a hand; after every act its invariants are swept.
