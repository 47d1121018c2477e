//! Labels beside one another, as many as there is room for.

use crate::drawing::{Bounds, Drawing, Label};

/// Between one label and the next.
const APART: f64 = 4.0;

/// A row of labels: the first to come has its place, and what would fall on another is left out.
#[derive(Default)]
pub struct Row(Vec<Bounds>);

impl Row {
    pub fn add(&mut self, drawing: &mut Drawing, class: &'static str, label: Label) {
        let bounds = label.bounds();
        let wide = Bounds { left: bounds.left - APART, right: bounds.right + APART, ..bounds };
        let inside = bounds.left >= 0.0 && bounds.right <= drawing.width;
        if inside && !self.0.iter().any(|other| other.overlaps(&wide)) {
            self.0.push(bounds);
            drawing.write(class, label);
        }
    }
}
