pub mod audience;
pub mod clock;
pub mod diagnostic;
pub mod output;
pub mod slug;
pub mod source;
pub mod span;
pub mod yaml;
