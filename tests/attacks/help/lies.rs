//! Lies, told on the way between a person and the server.

use std::sync::{Arc, Mutex};

use keys::encode::{decode, encode};
use minicbor::{Decode, Encode};
use tests::native::{Exchange, Proxy};
use wire::sync::{SyncAnswer, SyncItem};

/// Changes what `sync` tells of a region; `lie` answers whether it did.
pub(crate) fn in_sync(proxy: &Proxy, mut lie: impl FnMut(&mut SyncItem) -> bool + Send + 'static) {
    proxy.lie(move |exchange| {
        if exchange.name != wire::sync::PATH || exchange.status != 200 {
            return false;
        }
        let Ok(mut answer) = SyncAnswer::from_padded(&exchange.answer) else {
            return false;
        };
        let mut changed = false;
        for item in answer.items.iter_mut().filter(|item| item.epoch > 0) {
            changed |= lie(item);
        }
        if changed {
            exchange.answer = answer.to_padded();
        }
        changed
    });
}

/// Changes the answers of one endpoint.
pub(crate) fn in_answer<T>(
    proxy: &Proxy,
    name: &'static str,
    mut lie: impl FnMut(&mut T) -> bool + Send + 'static,
) where
    T: for<'b> Decode<'b, ()> + Encode<()>,
{
    proxy.lie(move |exchange| {
        if exchange.name != name || exchange.status != 200 {
            return false;
        }
        let Ok(mut answer) = decode::<T>(&exchange.answer) else {
            return false;
        };
        let changed = lie(&mut answer);
        if changed {
            exchange.answer = encode(&answer);
        }
        changed
    });
}

/// Keeps a copy of everything that passes, and changes nothing.
pub(crate) fn record(proxy: &Proxy) -> Arc<Mutex<Vec<Exchange>>> {
    let kept: Arc<Mutex<Vec<Exchange>>> = Arc::default();
    let keep = kept.clone();
    proxy.lie(move |exchange| {
        keep.lock().unwrap().push(exchange.clone());
        false
    });
    kept
}
