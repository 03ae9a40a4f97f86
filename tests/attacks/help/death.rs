//! A browser that dies in the middle of something.

use std::fmt::Debug;
use std::future::Future;
use std::sync::Arc;

use tests::native::Proxy;
use tokio::sync::Notify;

/// Where it dies: before the server has got a request, or after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Death {
    Before,
    After,
}

/// Tries both, after no request, after one, and so on for as long as there was another to die at; gives the least there were.
pub(crate) fn at_every_step(mut dies: impl FnMut(Death, usize) -> bool) -> usize {
    let requests = [Death::Before, Death::After].map(|death| {
        let mut steps = 0;
        while dies(death, steps) {
            steps += 1;
        }
        steps
    });
    requests.into_iter().min().unwrap()
}

/// Does something that succeeds unless its browser dies: at the request of one of these names after `steps` others. Answers whether
/// it died. The loops of the background ask at any time: only names that they don't ask for, count.
pub(crate) async fn dies_in<T>(
    line: &Proxy,
    (death, steps): (Death, usize),
    names: &'static [&'static str],
    work: impl Future<Output = Result<T, impl Debug>>,
) -> bool {
    let dead = Arc::new(Notify::new());
    let (told, mut left) = (dead.clone(), steps);
    let mut counts = move |name: &str| {
        if !names.contains(&name) {
            return false;
        }
        let now = left == 0;
        left = left.wrapping_sub(1);
        if now {
            told.notify_one();
        }
        now
    };
    match death {
        Death::Before => line.cut(move |name, _| counts(name)),
        Death::After => line.lie(move |exchange| {
            let now = counts(&exchange.name);
            if now {
                exchange.lose();
            }
            now
        }),
    }
    tokio::select! {
        biased;
        () = dead.notified() => true,
        done = work => {
            done.unwrap();
            false
        }
    }
}
