//! Every kind of page, for everyone: what people with other eyes, hands and devices than ours need of it.
//!
//! Measured against WCAG 2.2 AA in a real Chromium: axe-core, a walk with the keyboard, reflow, sizes, and no scripts.
//! Beside that the markup is checked, and the site is served as an intranet would. `tests/tools/package.json` names the
//! tools; what is not installed is passed over, and said so.

mod axe;
mod bare;
mod intranet;
mod keyboard;
mod markup;
mod pages;
mod reflow;
mod statement;
mod weight;
mod window;
