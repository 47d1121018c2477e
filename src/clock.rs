//! Times of day and lengths, in whole minutes.

use std::fmt;

/// A time of day, in minutes since midnight. A day that runs past midnight goes on counting.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Clock(u32);

impl Clock {
    pub const fn from_minutes(minutes: u32) -> Clock {
        Clock(minutes)
    }

    pub fn from_hm(hour: u32, minute: u32) -> Clock {
        Clock(hour * 60 + minute)
    }

    /// Minutes since midnight.
    pub fn minutes(self) -> u32 {
        self.0
    }

    /// Reads `H:MM` or `HH:MM` on the 24-hour clock.
    pub fn parse(text: &str) -> Option<Clock> {
        let (hour, minute) = text.split_once(':')?;
        let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if !(1..=2).contains(&hour.len()) || minute.len() != 2 || !digits(hour) || !digits(minute) {
            return None;
        }
        let (hour, minute) = (hour.parse().ok()?, minute.parse().ok()?);
        (hour < 24 && minute < 60).then(|| Clock::from_hm(hour, minute))
    }

    pub fn plus(self, minutes: u32) -> Clock {
        Clock(self.0.saturating_add(minutes))
    }

    /// Goes back, and stops at midnight.
    pub fn minus(self, minutes: u32) -> Clock {
        Clock(self.0.saturating_sub(minutes))
    }

    /// Minutes from an earlier time to this one; nothing if that one is later.
    pub fn since(self, earlier: Clock) -> u32 {
        self.0.saturating_sub(earlier.0)
    }
}

/// `HH:MM`; past midnight the hours start again.
impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60 % 24, self.0 % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_clock_times_are_read() {
        for (text, minutes) in [("09:30", Some(570)), ("9:30", Some(570)), ("00:00", Some(0)), ("23:59", Some(1439))] {
            assert_eq!(Clock::parse(text).map(Clock::minutes), minutes, "{text}");
        }
        for text in ["", "24:00", "9:3", "9.30", "9:60", "009:30", "-1:30", "9:30am", "+9:30", "９:30"] {
            assert_eq!(Clock::parse(text), None, "{text}");
        }
        assert_eq!(Clock::from_hm(9, 5).to_string(), "09:05");
    }
}
