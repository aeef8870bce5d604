//! Queries ask queries, as deep as a program says.

/// What has to be left of the stack: more than one query and what it does until it asks the next.
const LEFT: usize = 512 << 10;
/// What is added where less is left.
const MORE: usize = 4 << 20;

/// Runs `f` on more stack if little is left. Wrap what a chain in a program makes recursive: a `let` that needs the
/// next, a schema that extends another.
pub fn with_stack<T>(f: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(LEFT, MORE, f)
}

#[test]
fn what_is_deeper_than_the_stack_of_a_thread_comes_to_its_end() {
    fn down(n: u32) -> u32 {
        let room = std::hint::black_box([n; 1024]);
        if n == 0 { 0 } else { with_stack(|| down(n - 1)) + room[7].min(1) }
    }
    assert_eq!(down(10_000), 10_000);
}
