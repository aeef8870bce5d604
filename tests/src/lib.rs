//! What the tests and the benchmark of the whole repository share.
