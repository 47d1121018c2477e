//! The window that pages are looked at through: how wide it is, and what the reader has asked the browser for.

use serde_json::json;

use crate::devtools::{Browser, Tab};

pub struct Window {
    pub width: u32,
    pub height: u32,
    /// `light` or `dark`.
    pub scheme: &'static str,
    /// `active` where readers have set colours of their own.
    pub forced: &'static str,
}

impl Window {
    pub const WIDE: Window = Window { width: 1280, height: 1024, scheme: "light", forced: "none" };
    /// What is left of the above at 400 %.
    pub const NARROW: Window = Window { width: 320, height: 256, scheme: "light", forced: "none" };
}

/// Makes the window so. Nothing moves in it, so that what is measured stands still.
pub fn set(browser: &mut Browser, tab: &Tab, window: &Window) {
    let size = json!({ "width": window.width, "height": window.height, "deviceScaleFactor": 1, "mobile": false });
    browser.ask(tab, "Emulation.setDeviceMetricsOverride", size);
    let features = json!([
        { "name": "prefers-color-scheme", "value": window.scheme },
        { "name": "forced-colors", "value": window.forced },
        { "name": "prefers-reduced-motion", "value": "reduce" },
    ]);
    browser.ask(tab, "Emulation.setEmulatedMedia", json!({ "media": "screen", "features": features }));
}
