//! A look at a site from outside: what it holds, and why a page is there or is not.

pub mod list;
pub mod why;

use crate::audience::Audience;
use crate::diagnostic::Diagnostic;
use crate::pipeline::{Compiled, Memory, Request, Staged, compile, stage};
use crate::source::Sources;

/// A site with all its editions, cut and planned, and nothing rendered.
pub struct Inspected<'s> {
    pub sources: &'s Sources,
    pub compiled: Compiled,
    /// Those that the settings name, or none where the content has errors.
    pub editions: Vec<Staged>,
}

impl<'s> Inspected<'s> {
    /// Compiles a site and plans its editions. `found` is what reading the files has told already.
    pub fn new(sources: &'s Sources, found: Vec<Diagnostic>) -> Inspected<'s> {
        let mut memory = Memory::default();
        let mut compiled = compile(sources, &Request::default(), &mut memory, &mut |_| {});
        compiled.diagnostics.extend(found);
        compiled.stops |= compiled.diagnostics.iter().any(Diagnostic::is_content_error);
        let wanted = Audience::ALL.into_iter().filter(|one| compiled.site.settings.editions.contains(one));
        let wanted: Vec<Audience> = if compiled.stops { Vec::new() } else { wanted.collect() };
        let editions = wanted.into_iter().map(|one| stage(&mut compiled, sources, one, &mut memory)).collect();
        Inspected { sources, compiled, editions }
    }

    fn edition(&self, audience: Audience) -> Option<&Staged> {
        self.editions.iter().find(|staged| staged.edition.audience == audience)
    }
}
