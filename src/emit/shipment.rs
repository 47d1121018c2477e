//! A build on its way to the disk: each file is laid ready as soon as it is made, and none is in place before all are.

use std::collections::BTreeSet;
use std::fs::File;
use std::sync::{Mutex, OnceLock, PoisonError};

use crate::audience::Audience;
use crate::emit::journal::{self, staged};
use crate::emit::manifest::{self, Manifest};
use crate::emit::plan::{At, Ground, Made, Plan, plan};
use crate::emit::{EmitError, Folder, STAGE, Summary, Target, address, lock, publish, target};
use crate::load::names::fold;
use crate::output::{Output, Sink};

/// Files that go into one folder together.
#[derive(Debug)]
pub struct Shipment {
    folder: Folder,
    /// Whether the folder was not there before.
    made_for_this: bool,
    before: Manifest,
    ground: Ground,
    stage: OnceLock<()>,
    hold: Mutex<Hold>,
    /// Held until the end: one build at a time.
    _lock: File,
}

/// What came so far.
#[derive(Debug, Default)]
struct Hold {
    made: Vec<Made>,
    /// How many files were laid ready, or were about to be.
    staged: usize,
    failed: Option<EmitError>,
}

impl Shipment {
    /// Finds the folder fit, takes it for this run, and sets right what an interrupted run left.
    pub fn open(target: &Target) -> Result<Shipment, EmitError> {
        let folder = target::settle(target)?;
        let made_for_this = !folder.real.exists();
        let lock = lock::take(&folder)?;
        journal::recover(&folder)?;
        let before = manifest::read(&folder)?;
        let ground = Ground::new(&folder);
        let stage = OnceLock::new();
        Ok(Shipment { folder, made_for_this, before, ground, stage, hold: Mutex::default(), _lock: lock })
    }

    /// Puts everything of some editions in place, and drops what came of others.
    pub fn close(self, editions: &[Audience]) -> Result<Summary, EmitError> {
        let plan = self.planned(editions)?;
        if plan.takes.is_empty() && plan.places.is_empty() && plan.next == self.before {
            journal::close(&self.folder)?;
            return Ok(plan.summary);
        }
        publish::publish(&self.folder, &plan)?;
        Ok(plan.summary)
    }

    /// Drops everything. The folder is as it was.
    pub fn abandon(self) -> Result<(), EmitError> {
        journal::close(&self.folder)?;
        if self.made_for_this {
            target::leave(&self.folder);
        }
        Ok(())
    }

    /// What there is to do, or why nothing can be done. Nothing is in place yet.
    pub fn planned(&self, editions: &[Audience]) -> Result<Plan, EmitError> {
        let mut hold = std::mem::take(&mut *self.hold());
        let planned = match hold.failed.take() {
            Some(failed) => Err(failed),
            None => {
                hold.made.retain(|made| editions.contains(&made.audience));
                hold.made.sort_by(|a, b| (a.audience, &a.url).cmp(&(b.audience, &b.url)));
                each_once(&hold.made)
                    .and_then(|()| plan(&self.folder, &self.before, &self.ground, editions, &hold.made))
            }
        };
        if planned.is_err() {
            // The first error tells more than one of tidying up, which the next run does again.
            let _ = journal::close(&self.folder);
        }
        planned
    }

    fn hold(&self) -> std::sync::MutexGuard<'_, Hold> {
        self.hold.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lays a file ready, unless the very same is in place already.
    fn lay(&self, audience: Audience, output: &Output) -> Result<Made, EmitError> {
        let url = output.url.clone();
        if let Some(why) = address::fault(&url) {
            return Err(EmitError::Address { url, why: why.to_owned() });
        }
        let path = format!("{audience}/{url}");
        let hash = blake3::hash(&output.bytes).to_string();
        let listed = self.before.editions.get(audience.name()).is_some_and(|listed| listed.files.contains_key(&url));
        if listed && self.ground.at(&path)? == At::File && self.ground.holds(&path, &output.bytes) {
            return Ok(Made { audience, url, hash, staged: None });
        }
        let place = {
            let mut hold = self.hold();
            hold.staged += 1;
            hold.staged - 1
        };
        self.make_stage()?;
        std::fs::write(self.folder.at(staged(place)), &output.bytes)
            .map_err(|error| self.folder.disk_error(&path, error))?;
        Ok(Made { audience, url, hash, staged: Some(place) })
    }

    fn make_stage(&self) -> Result<(), EmitError> {
        let mut made = Ok(());
        // Not `create_dir_all`: that would accept a link that somebody laid here.
        self.stage.get_or_init(|| made = std::fs::create_dir(self.folder.at(STAGE)));
        made.map_err(|error| self.folder.disk_error(STAGE, error))
    }
}

impl Sink for Shipment {
    fn take(&self, audience: Audience, output: Output) {
        if self.hold().failed.is_some() {
            return;
        }
        let laid = self.lay(audience, &output);
        let mut hold = self.hold();
        match laid {
            Ok(made) => hold.made.push(made),
            Err(error) => drop(hold.failed.get_or_insert(error)),
        }
    }
}

/// Refuses two files of one name, as some systems see it.
fn each_once(made: &[Made]) -> Result<(), EmitError> {
    let mut seen = BTreeSet::new();
    let twice = made.iter().find(|made| !seen.insert((made.audience, fold(&made.url))));
    twice.map_or(Ok(()), |made| {
        Err(EmitError::Address { url: made.url.clone(), why: "two pages want the same name".to_owned() })
    })
}
