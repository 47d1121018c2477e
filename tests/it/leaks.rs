//! Every way of leaking that a static site has, each with a test.
//!
//! `untouched` holds whole editions against one another: what an audience may not read can be changed at will, and not
//! a byte of that audience's edition changes. `ways` goes through the ways one by one, as they are listed in `domain.md`
//! 4.7. `themes` gives pages to a theme that shows all that it is given.

mod attempts;
mod restricted;
mod themes;
mod untouched;
mod ways;
