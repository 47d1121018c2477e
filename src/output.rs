//! What a build makes: files of editions, as bytes.

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
