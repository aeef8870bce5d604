//! What one call may use: instructions, memory, and bytes that it returns.
//!
//! The figures are part of the contract (`plugins/README.md` repeats them), because a plugin that stays just below
//! a limit must not fail on another machine. None of them is a time.

use wasmtime::{Engine, ResourceLimiter, Store, bail};

/// Fuel for a call as such: start-up of an instance, options, peers, one small document.
pub const FUEL_PER_CALL: u64 = 500_000_000;
/// Fuel for each node in the call. A node with 17 kB of Ignition takes 0.8 million.
pub const FUEL_PER_NODE: u64 = 50_000_000;
/// Fuel for each byte of text that the nodes in the call bring. `ignition` takes about a hundred.
pub const FUEL_PER_BYTE: u64 = 500;
/// All memories of an instance together.
pub const MEMORY: usize = 256 << 20;
/// Elements of all tables of an instance together.
pub const TABLE_ELEMENTS: usize = 100_000;
/// Bytes that a call may return, counted as the host holds them.
pub const OUTPUT_PER_CALL: usize = 16 << 20;
/// More such bytes for each node in the call.
pub const OUTPUT_PER_NODE: usize = 4 << 20;
/// More such bytes for each byte of text that the nodes in the call bring: it may come back encoded, in several files.
pub const OUTPUT_PER_BYTE: usize = 8;

/// The budget of one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Budget {
    pub(crate) fuel: u64,
    pub(crate) output: usize,
}

impl Budget {
    /// The budget of a call that carries `nodes` nodes with `bytes` of text.
    pub(crate) fn new(nodes: usize, bytes: usize) -> Self {
        let fuel =
            FUEL_PER_NODE.saturating_mul(nodes as u64).saturating_add(FUEL_PER_BYTE.saturating_mul(bytes as u64));
        let output = OUTPUT_PER_NODE.saturating_mul(nodes).saturating_add(OUTPUT_PER_BYTE.saturating_mul(bytes));
        Self { fuel: FUEL_PER_CALL.saturating_add(fuel), output: OUTPUT_PER_CALL.saturating_add(output) }
    }
}

/// A limit that a guest ran into, remembered because the error that carries it out is only text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exceeded {
    Memory,
    Table,
}

/// What a store knows: the sums that a guest has grown to.
#[derive(Debug, Default)]
pub(crate) struct Usage {
    memory: usize,
    table: usize,
    pub(crate) exceeded: Option<Exceeded>,
}

/// The engine's own limits count per memory and per table; a guest with a hundred memories would have a hundred
/// times the limit. These count the sum.
impl ResourceLimiter for Usage {
    fn memory_growing(&mut self, current: usize, desired: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        let sum = self.memory.saturating_add(desired.saturating_sub(current));
        if sum > MEMORY {
            self.exceeded = Some(Exceeded::Memory);
            bail!("more than {MEMORY} bytes of memory");
        }
        self.memory = sum;
        Ok(true)
    }

    fn table_growing(&mut self, current: usize, desired: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        let sum = self.table.saturating_add(desired.saturating_sub(current));
        if sum > TABLE_ELEMENTS {
            self.exceeded = Some(Exceeded::Table);
            bail!("more than {TABLE_ELEMENTS} table elements");
        }
        self.table = sum;
        Ok(true)
    }
}

/// A store for one call. It is dropped after the call, whatever its outcome.
pub(crate) fn store(engine: &Engine, budget: Budget) -> wasmtime::Result<Store<Usage>> {
    let mut store = Store::new(engine, Usage::default());
    store.limiter(|usage| usage);
    store.set_fuel(budget.fuel)?;
    store.set_hostcall_fuel(budget.output);
    Ok(store)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_memories_share_one_limit() {
        let mut usage = Usage::default();
        assert!(usage.memory_growing(0, MEMORY / 2 + 1, None).is_ok());
        assert!(usage.memory_growing(0, MEMORY / 2, None).is_err());
        assert_eq!(usage.exceeded, Some(Exceeded::Memory));
    }

    #[test]
    fn a_larger_batch_has_a_larger_budget() {
        let (one, many, long) = (Budget::new(1, 0), Budget::new(64, 0), Budget::new(1, 1000));
        assert!(many.fuel > one.fuel && many.output > one.output);
        assert!(long.fuel > one.fuel && long.output > one.output);
        assert!(Budget::new(usize::MAX, usize::MAX).fuel >= many.fuel);
    }
}
