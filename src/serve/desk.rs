//! Everything between the bytes of a request and the bytes of its answer, without a wire: a function of the request and of
//! one state of a site. The server answers by the same functions; this is how they are tried with requests of all kinds.

use std::net::SocketAddr;
use std::sync::Arc;

use crate::audience::Audience;
use crate::pipeline::{Memory, Request, compile, stage};
use crate::serve::answer::{Visitors, answer};
use crate::serve::board::{Board, Generation};
use crate::serve::http::{Sent, reply};
use crate::source::Sources;
use crate::watch::Bell;

/// One edition of a site as it is, ready to be asked for.
pub struct Desk {
    board: Arc<Board>,
    visitors: Visitors,
    urls: Vec<String>,
}

impl Desk {
    /// Shows an edition at an address; nothing where the site has mistakes that stop it.
    pub fn open(sources: Sources, audience: Audience, address: SocketAddr) -> Option<Desk> {
        let request = Request { editions: vec![audience], ..Request::default() };
        let mut memory = Memory::default();
        let mut compiled = compile(&sources, &request, &mut memory, &mut |_| {});
        if compiled.stops {
            return None;
        }
        let staged = stage(&mut compiled, &sources, audience, &mut memory);
        let urls = staged.urls().map(str::to_owned).collect();
        let board = Arc::new(Board::new(audience, Bell::default()));
        drop(board.post(Arc::new(Generation::new(staged, Arc::new(sources)))));
        Some(Desk { board, visitors: Visitors { address }, urls })
    }

    /// The addresses of all files of the edition.
    pub fn urls(&self) -> &[String] {
        &self.urls
    }

    /// What goes back for the head of a request. Of a line that stays open it is the head alone.
    pub fn reply(&self, head: &[u8]) -> Vec<u8> {
        match reply(head, &|asked| answer(&self.board, &self.visitors, asked)) {
            Sent::Bytes { bytes, .. } => bytes,
            Sent::Line { head, .. } => head,
        }
    }
}
