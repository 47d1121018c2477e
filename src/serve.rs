//! The site of one edition over HTTP, from memory, as its files are while somebody writes them.
//!
//! Nothing is built here that `build` would build otherwise: `pipeline` makes every page, when it is asked for, and
//! every page is searched for leaks before it goes out. What is added on the way out (a script that reloads the page,
//! the policy that lets it) is added to the copy that is sent.
//!
//! | part | |
//! | --- | --- |
//! | `builder` | hears the bell, looks at the files, builds, and posts what came of it |
//! | `board` | what visitors get just now, and what is wrong just now |
//! | `answer` | a request becomes an answer: a function of the request and the board |
//! | `http`, `places` | requests and answers on the wire; who gives way where too many are connected, and whose turn it is |
//! | `desk` | the same without a wire, to be tried with requests of all kinds |
//! | `live`, `trouble` | what is added to pages; mistakes as HTML |

mod answer;
mod board;
mod builder;
pub mod desk;
mod http;
mod live;
mod places;
mod stumble;
mod trouble;

use std::net::{IpAddr, SocketAddr};
use std::num::NonZero;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use camino::Utf8PathBuf;
use thiserror::Error;

use crate::audience::Audience;
use crate::diagnostic::Diagnostic;
use crate::load::LoadError;
use crate::load::read::plain_reason;
use crate::selection::Selected;
use crate::serve::answer::{Answer, Asked, Reply, Visitors};
use crate::serve::board::Board;
use crate::serve::builder::Builder;
use crate::serve::places::Turns;
use crate::serve::stumble::guard;
use crate::source::{SourcePath, Sources};
use crate::watch::{Bell, Watch};

/// What is asked of the server.
#[derive(Clone, Debug)]
pub struct Options {
    pub root: Utf8PathBuf,
    pub audience: Audience,
    pub only: Vec<Selected>,
    pub address: IpAddr,
    /// 0 takes a free one.
    pub port: u16,
    /// Look by the clock alone, where the system gives no word of changes.
    pub poll: bool,
}

/// Why nothing can be served.
#[derive(Debug, Error)]
pub enum ServeError {
    #[error(transparent)]
    Load(#[from] LoadError),
    #[error("This site has no {}.", names(unknown))]
    UnknownSelection { unknown: Vec<Selected> },
    #[error("Port {} of {} is taken: another program listens there.{}", address.port(), address.ip(), advice(*free))]
    PortTaken { address: SocketAddr, free: Option<u16> },
    #[error("Nobody can be served at {address}: {why}.")]
    Address { address: SocketAddr, why: String },
}

fn advice(free: Option<u16>) -> String {
    free.map_or_else(String::new, |port| format!(" Port {port} is free: add `--port {port}`."))
}

/// Names what was selected and is not there.
pub fn names(unknown: &[Selected]) -> String {
    let names: Vec<String> = unknown
        .iter()
        .map(|selected| match &selected.event {
            Some(event) => format!("event `{}/{event}`", selected.review),
            None => format!("review `{}`", selected.review),
        })
        .collect();
    names.join(" and no ")
}

/// What there is to say while the server runs.
pub enum News<'a> {
    /// It answers and watches.
    Ready { address: SocketAddr },
    /// Sources have changed, and this came of it.
    Rebuilt(Rebuilt<'a>),
    /// What is wrong is other than what was said last.
    Mistakes { diagnostics: &'a [Diagnostic], sources: &'a Sources },
    /// There is no site to read just now.
    NoSite { reason: String },
    /// The system gives no word of changes, so the folder is looked at by the clock.
    NotTold { reason: String },
    /// plenary itself made a mistake.
    Stumbled { report: String },
}

/// What came of a change.
pub struct Rebuilt<'a> {
    pub changed: &'a [SourcePath],
    pub took: Duration,
    /// Everything that is wrong now.
    pub diagnostics: &'a [Diagnostic],
    /// Whether the pages are as they were, because of what is wrong.
    pub kept: bool,
}

/// Serves until the process ends. Comes back only where it could not begin.
pub fn serve(options: &Options, tell: &mut dyn FnMut(News)) -> Result<(), ServeError> {
    let listener = http::listen(options.address, options.port)?;
    let address = listener.local_addr().map_err(|error| ServeError::Address {
        address: SocketAddr::new(options.address, options.port),
        why: plain_reason(&error),
    })?;
    let bell = Bell::default();
    let board = Arc::new(Board::new(options.audience, bell.clone()));
    // The watch begins before the first look, so that nothing that changes in between is missed.
    let watch = if options.poll { None } else { watch(options, &bell, tell) };
    let mut builder = Builder::new(options.clone(), board.clone(), bell, watch);
    builder.begin()?;
    let visitors = Visitors { address };
    let turns = Turns::new(thread::available_parallelism().map_or(1, NonZero::get));
    let answer = move |asked: &Asked| {
        let _turn = turns.take();
        let doing = format!("answering {} {}", asked.method, asked.target);
        guard(&doing, || answer::answer(&board, &visitors, asked)).unwrap_or_else(|report| {
            board.stumbled(report);
            Reply::Answer(Answer::sorry())
        })
    };
    http::answer_all(listener, answer).map_err(|error| ServeError::Address { address, why: plain_reason(&error) })?;
    tell(News::Ready { address });
    builder.run(tell)
}

fn watch(options: &Options, bell: &Bell, tell: &mut dyn FnMut(News)) -> Option<Watch> {
    match Watch::start(&options.root, bell.clone()) {
        Ok(watch) => Some(watch),
        // A root that is not there is told by the first look.
        Err(_) if !options.root.is_dir() => None,
        Err(reason) => {
            tell(News::NotTold { reason });
            None
        }
    }
}
