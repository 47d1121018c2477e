//! A build on its way to the disk: each file is laid ready as soon as it is made, and none is in place before all are.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::sync::{Mutex, OnceLock, PoisonError};

use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};
use rayon::slice::ParallelSliceMut;

use crate::audience::Audience;
use crate::emit::journal::{self, staged};
use crate::emit::manifest::{self, Manifest};
use crate::emit::plan::{Ground, Made, Plan, plan};
use crate::emit::stamps::{self, Stamps};
use crate::emit::{
    EmitError, Folder, PAGES, STAGE, STAMPS, Summary, Target, address, lock, on_its_way, publish, target,
};
use crate::load::names::fold;
use crate::output::{Output, Sink};

/// Files that go into one folder together.
#[derive(Debug)]
pub struct Shipment {
    folder: Folder,
    /// Whether the folder was not there before.
    made_for_this: bool,
    before: Manifest,
    stamps: Stamps,
    ground: Ground,
    /// Whether the folder could be made in which files are laid ready, once one was.
    stage: OnceLock<Result<(), io::ErrorKind>>,
    hold: Mutex<Hold>,
    /// Held until the end: one build at a time.
    _lock: File,
}

/// What came so far.
#[derive(Debug, Default)]
struct Hold {
    made: Vec<Made>,
    /// Files that stay as they are, unless they are made all the same.
    kept: BTreeMap<(Audience, String), Made>,
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
        let (before, stamps) = rayon::join(|| manifest::read(&folder), || Stamps::read(&folder));
        let before = before?;
        let ground = Ground::new(&folder);
        let (stage, hold) = (OnceLock::new(), Mutex::default());
        Ok(Shipment { folder, made_for_this, before, stamps, ground, stage, hold, _lock: lock })
    }

    /// What an earlier build left to be known by the next; nothing where it left nothing.
    pub fn record(&self) -> Vec<u8> {
        std::fs::read(self.folder.at(PAGES)).unwrap_or_default()
    }

    /// Puts everything of some editions in place, and drops what came of others. `record`, if it says anything, is left for
    /// the next build.
    pub fn close(self, editions: &[Audience], record: &str) -> Result<Summary, EmitError> {
        let (plan, made) = self.planned(editions)?;
        if plan.takes.is_empty() && plan.places.is_empty() && plan.next == self.before {
            journal::close(&self.folder)?;
        } else {
            publish::publish(&self.folder, &plan)?;
        }
        // The site is in place. Without these the next build takes longer, and comes to the same.
        if !record.is_empty() {
            let _ = leave(&self.folder, PAGES, record);
        }
        let _ = leave(&self.folder, STAMPS, &self.stamps.after(&self.folder, editions, &made).to_json());
        Ok(plan.summary)
    }

    /// Drops everything. The folder is as it was.
    pub fn abandon(self) -> Result<(), EmitError> {
        self.tidy()
    }

    /// What there is to do, or why nothing can be done. Nothing is in place yet.
    pub fn planned(&self, editions: &[Audience]) -> Result<(Plan, Vec<Made>), EmitError> {
        let mut hold = std::mem::take(&mut *self.hold());
        let planned = match hold.failed.take() {
            Some(failed) => Err(failed),
            None => {
                hold.made.extend(std::mem::take(&mut hold.kept).into_values());
                hold.made.retain(|made| editions.contains(&made.audience));
                hold.made.sort_by(|a, b| (a.audience, &a.url).cmp(&(b.audience, &b.url)));
                each_once(&hold.made)
                    .and_then(|()| plan(&self.folder, &self.before, &self.ground, editions, &hold.made))
            }
        };
        if planned.is_err() {
            // The first error tells more than one of tidying up, which the next run does again.
            let _ = self.tidy();
        }
        Ok((planned?, hold.made))
    }

    /// Takes away what was laid ready, and a folder that was made for nothing. What is not empty stays.
    fn tidy(&self) -> Result<(), EmitError> {
        journal::close(&self.folder)?;
        if self.made_for_this {
            target::leave(&self.folder);
        }
        Ok(())
    }

    fn hold(&self) -> std::sync::MutexGuard<'_, Hold> {
        self.hold.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lays a file ready, unless the very same is in place already.
    fn lay(&self, audience: Audience, output: &Output, hash: &blake3::Hash) -> Result<Made, EmitError> {
        let url = output.url.clone();
        if let Some(why) = address::fault(&url) {
            return Err(EmitError::Address { url, why: why.to_owned() });
        }
        let path = format!("{audience}/{url}");
        if let Some(made) = self.in_place(audience, &url, hash) {
            return Ok(made);
        }
        let hash = hash.to_string();
        let place = {
            let mut hold = self.hold();
            hold.staged += 1;
            hold.staged - 1
        };
        self.make_stage()?;
        std::fs::write(self.folder.at(staged(place)), &output.bytes)
            .map_err(|error| self.folder.disk_error(&path, error))?;
        let stamp = stamps::stamp(&self.folder, &staged(place));
        Ok(Made { audience, url, hash, staged: Some(place), stamp })
    }

    /// The file of ours that is where it belongs and holds the bytes of a hash.
    fn in_place(&self, audience: Audience, url: &str, hash: &blake3::Hash) -> Option<Made> {
        let path = format!("{audience}/{url}");
        let listed = self.before.editions.get(audience.name())?.files.get(url)?;
        if listed != hash.to_hex().as_str() {
            return None;
        }
        let stamp = self.ground.stamp(&path)?;
        let settled = stamp.is_settled();
        let unchanged = self.stamps.vouch_for(&path, &stamp) || self.ground.hash(&path).as_ref() == Some(listed);
        let stamp = settled.then_some(stamp);
        unchanged.then(|| Made { audience, url: url.to_owned(), hash: listed.clone(), staged: None, stamp })
    }

    fn make_stage(&self) -> Result<(), EmitError> {
        // Not `create_dir_all`: that would accept a link that somebody laid here. Each thread hears why it failed.
        let make = || std::fs::create_dir(self.folder.at(STAGE)).map_err(|error| error.kind());
        self.stage.get_or_init(make).map_err(|kind| self.folder.disk_error(STAGE, kind.into()))
    }
}

impl Sink for Shipment {
    fn take(&self, audience: Audience, output: Output, hash: blake3::Hash) {
        if self.hold().failed.is_some() {
            return;
        }
        let laid = self.lay(audience, &output, &hash);
        let mut hold = self.hold();
        match laid {
            Ok(made) => {
                hold.kept.remove(&(audience, output.url));
                hold.made.push(made);
            }
            Err(error) => drop(hold.failed.get_or_insert(error)),
        }
    }

    fn keep(&self, audience: Audience, url: &str, hash: &blake3::Hash) -> bool {
        let made = self.in_place(audience, url, hash);
        let kept = made.is_some();
        self.hold().kept.extend(made.map(|made| ((audience, url.to_owned()), made)));
        kept
    }

    fn held(&self, audience: Audience, url: &str, hash: &blake3::Hash) -> Option<Vec<u8>> {
        let bytes = std::fs::read(self.folder.at(format!("{audience}/{url}"))).ok()?;
        (blake3::hash(&bytes) == *hash).then_some(bytes)
    }
}

/// Puts one file into the corner, whole or not at all.
fn leave(folder: &Folder, path: &str, text: &str) -> io::Result<()> {
    if std::fs::read(folder.at(path)).is_ok_and(|left| left == text.as_bytes()) {
        return Ok(());
    }
    let on_its_way = folder.at(on_its_way(path));
    let left = std::fs::write(&on_its_way, text).and_then(|()| std::fs::rename(&on_its_way, folder.at(path)));
    if left.is_err() {
        let _ = std::fs::remove_file(&on_its_way);
    }
    left
}

/// Refuses two files of one name, as some systems see it.
fn each_once(made: &[Made]) -> Result<(), EmitError> {
    let mut names: Vec<(Audience, String, &str)> =
        made.par_iter().map(|made| (made.audience, fold(&made.url), made.url.as_str())).collect();
    names.par_sort_unstable();
    let twice = names.windows(2).find(|two| (two[0].0, &two[0].1) == (two[1].0, &two[1].1));
    twice.map_or(Ok(()), |two| {
        Err(EmitError::Address { url: two[1].2.to_owned(), why: "two pages want the same name".to_owned() })
    })
}
