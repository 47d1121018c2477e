//! What plenary does, said in sentences: whole sites go in, and diagnostics, editions and folders come out.
//!
//! Most tests build in memory, through the one build path that every verb uses. What concerns the command line, the
//! disk or the environment runs the program itself.

#[cfg(test)]
mod accessibility;
#[cfg(test)]
mod agenda;
#[cfg(test)]
mod browser;
#[cfg(test)]
mod canaries;
#[cfg(test)]
mod cli;
#[cfg(test)]
mod contract;
#[cfg(test)]
mod determinism;
#[cfg(test)]
mod devtools;
#[cfg(test)]
mod diagnostics;
#[cfg(test)]
mod drawings;
#[cfg(test)]
mod editions;
#[cfg(test)]
mod edits;
#[cfg(test)]
mod eject;
#[cfg(test)]
mod explain;
#[cfg(test)]
mod export;
#[cfg(test)]
#[cfg(unix)]
mod faults;
#[cfg(test)]
mod formats;
#[cfg(test)]
mod harness;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod incremental;
#[cfg(test)]
mod inspect;
#[cfg(test)]
mod install;
#[cfg(test)]
mod juniper;
#[cfg(test)]
mod language;
#[cfg(test)]
mod layering;
#[cfg(test)]
mod leaks;
#[cfg(test)]
mod licences;
#[cfg(test)]
mod live;
#[cfg(test)]
mod load;
#[cfg(test)]
mod manual;
#[cfg(test)]
mod outputs;
#[cfg(test)]
mod package;
#[cfg(test)]
mod paper;
#[cfg(test)]
mod pdf;
#[cfg(test)]
mod programs;
#[cfg(test)]
mod promises;
#[cfg(test)]
mod readme;
#[cfg(test)]
mod rules;
#[cfg(test)]
mod scaffold;
#[cfg(test)]
mod schema;
#[cfg(test)]
mod screen;
#[cfg(test)]
mod scripts;
#[cfg(test)]
mod serve;
#[cfg(test)]
mod serving;
#[cfg(test)]
mod shipped_code;
#[cfg(test)]
mod slips;
#[cfg(test)]
mod soak;
#[cfg(test)]
mod ten_mistakes;
#[cfg(test)]
mod themes;
#[cfg(test)]
mod training;
#[cfg(test)]
mod values;
#[cfg(test)]
mod watching;
