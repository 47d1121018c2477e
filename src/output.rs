//! What a build makes: files of editions, as bytes.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::audience::Audience;

/// One file of one edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// The path inside the edition's folder, with `/` between its parts: `reviews/alder/index.html`.
    pub url: String,
    pub bytes: Vec<u8>,
}

/// The whole folder of one audience, in the order of its addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditionOutput {
    pub audience: Audience,
    pub outputs: Vec<Output>,
}

/// Takes the files of editions as they are made: from many threads at once, and in no order.
pub trait Sink: Sync {
    /// Takes a file, and the hash of its bytes.
    fn take(&self, audience: Audience, output: Output, hash: blake3::Hash);

    /// Keeps the file that is in place already, if it holds the bytes of a hash. Where it does not, it has to be made; one
    /// that is made all the same takes its place.
    fn keep(&self, _: Audience, _url: &str, _: &blake3::Hash) -> bool {
        false
    }

    /// The bytes of a file that is in place already, if they are those of a hash.
    fn held(&self, _: Audience, _url: &str, _: &blake3::Hash) -> Option<Vec<u8>> {
        None
    }
}

/// Keeps nothing: for those who only ask what is wrong.
#[derive(Clone, Copy, Debug)]
pub struct Nowhere;

impl Sink for Nowhere {
    fn take(&self, _: Audience, _: Output, _: blake3::Hash) {}
}

/// Keeps everything, in memory.
#[derive(Debug, Default)]
pub struct Kept(Mutex<BTreeMap<Audience, Vec<Output>>>);

impl Kept {
    /// The files of one edition, in the order of their addresses.
    pub fn edition(&mut self, audience: Audience) -> EditionOutput {
        let kept = self.0.get_mut().unwrap_or_else(PoisonError::into_inner);
        let mut outputs = kept.remove(&audience).unwrap_or_default();
        outputs.sort_by(|a, b| a.url.cmp(&b.url));
        EditionOutput { audience, outputs }
    }
}

impl Sink for Kept {
    fn take(&self, audience: Audience, output: Output, _: blake3::Hash) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(audience).or_default().push(output);
    }
}
