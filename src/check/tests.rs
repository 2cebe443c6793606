//! Each kind of problem, found in a small sketch.
