//! What goes wrong and when, all from one seed.

use std::time::Duration;

use super::chance::Chance;

/// The last part of a run is left in peace, in milliseconds.
const PEACE_MS: u64 = 2_000;
/// A run of this length has each of the faults that are asked for in the end.
pub(crate) const LONG_ENOUGH: Duration = Duration::from_secs(20);

/// Something that happens to everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Blow {
    /// SIGKILL, and a new process after this time.
    Kill(Duration),
    /// SIGTERM, and a new process when the old one has gone.
    Terminate,
    /// SIGSTOP, and SIGCONT after this time.
    Stop(Duration),
    /// Every connection through the proxy is reset.
    ResetAll,
    /// Nothing goes through the proxy for this time.
    HoldAll(Duration),
    /// A client begins anew with what it has stored.
    RestartClient(usize),
}

/// A blow and its time, from the beginning of the run.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Planned {
    pub(crate) at: Duration,
    pub(crate) blow: Blow,
}

/// The blows of a run of `length` with so many clients, in order.
pub(crate) fn blows(seed: u64, length: Duration, clients: usize) -> Vec<Planned> {
    let mut chance = Chance::of(seed, u64::MAX);
    let end = u64::try_from(length.as_millis()).unwrap_or(u64::MAX).saturating_sub(PEACE_MS);
    let (mut at, mut plan) = (2_000, Vec::new());
    while at < end {
        // What every run is about does not depend on chance.
        let blow = match plan.len() {
            0 => Blow::Kill(chance.millis(0, 800)),
            1 => Blow::Terminate,
            _ => blow(&mut chance, clients),
        };
        plan.push(Planned { at: Duration::from_millis(at), blow });
        at += 700 + chance.below(3_300);
    }
    plan
}

fn blow(chance: &mut Chance, clients: usize) -> Blow {
    match chance.below(100) {
        0..42 => Blow::Kill(chance.millis(0, 800)),
        42..51 => Blow::Terminate,
        51..54 => Blow::Stop(Duration::from_secs(5)),
        54..64 => Blow::ResetAll,
        64..69 => Blow::HoldAll(chance.millis(1_000, 9_000)),
        _ => {
            let index = chance.below(clients as u64);
            Blow::RestartClient(usize::try_from(index).unwrap_or_default())
        }
    }
}

/// What happens to one connection through the proxy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cut {
    /// Nothing.
    Plain,
    /// A RST to both sides after this time.
    Reset(Duration),
    /// From the first on nothing is passed on, for the second.
    Blackhole(Duration, Duration),
    /// After this time one side hears the end of the other, and is heard on.
    HalfClose(Duration, Way),
    /// From this time on 1 KB/s.
    Slow(Duration),
    /// Both sides are closed after so many bytes on this way.
    After(u64, Way),
}

/// Which way bytes go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    ToServer,
    ToClient,
}

/// What happens to the `index`th connection.
pub(crate) fn cut(seed: u64, index: u64) -> Cut {
    let mut chance = Chance::of(seed, index);
    let after = chance.millis(0, 10_000);
    let way = if chance.one_in(2) { Way::ToServer } else { Way::ToClient };
    match chance.below(100) {
        0..12 => Cut::Reset(after),
        12..22 => Cut::Blackhole(after, chance.millis(2_000, 15_000)),
        22..30 => Cut::HalfClose(after, way),
        30..38 => Cut::Slow(after),
        38..46 => Cut::After(200 + chance.below(20_000), Way::ToServer),
        46..58 => Cut::After(200 + chance.below(400_000), Way::ToClient),
        _ => Cut::Plain,
    }
}

#[test]
fn a_run_that_is_long_enough_kills_and_terminates() {
    for seed in 0..1_000 {
        let plan = blows(seed, LONG_ENOUGH, 24);
        let has = |of: fn(&Blow) -> bool| plan.iter().any(|planned| of(&planned.blow));
        assert!(has(|blow| matches!(blow, Blow::Kill(_))), "{seed}: {plan:?}");
        assert!(has(|blow| matches!(blow, Blow::Terminate)), "{seed}: {plan:?}");
    }
}
