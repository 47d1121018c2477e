//! What an emit has to do, worked out from what is on the disk. Nothing is changed here.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, ErrorKind};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};

use crate::audience::Audience;
use crate::emit::manifest::{Listed, Manifest};
use crate::emit::{EmitError, Folder, Summary};
use crate::load::names::fold;
use crate::load::stamp::Stamp;

/// Every change, in paths from the output folder on.
#[derive(Debug)]
pub struct Plan {
    /// Pages that went.
    pub takes: Vec<String>,
    pub places: Vec<Place>,
    /// Folders to make, outer ones first.
    pub folders: Vec<String>,
    /// Folders of ours that no page needs any more, inner ones first.
    pub vacated: Vec<String>,
    pub next: Manifest,
    pub summary: Summary,
}

/// A file that was made.
#[derive(Debug)]
pub struct Made {
    pub audience: Audience,
    /// Its address in the edition.
    pub url: String,
    /// BLAKE3 of its bytes, in hexadecimal.
    pub hash: String,
    /// Which of the files it is that were laid ready; none where the very same is in place already.
    pub staged: Option<usize>,
    /// The stamp of the file: of one that stays, from before its bytes were looked at, if it was settled then; of one that
    /// was laid ready, from after that.
    pub stamp: Option<Stamp>,
}

/// A new or changed file.
#[derive(Debug)]
pub struct Place {
    pub path: String,
    /// Which of the files it is that were laid ready.
    pub staged: usize,
    pub hash: String,
    /// Whether a file of ours stands there now.
    pub replaces: bool,
}

/// Compares what was made of some editions with the disk. Fails, before anything is in place, where something of somebody
/// else's is in the way.
pub fn plan(
    folder: &Folder,
    before: &Manifest,
    ground: &Ground,
    editions: &[Audience],
    made: &[Made],
) -> Result<Plan, EmitError> {
    let mut foreign = BTreeSet::new();
    let mut plan = Plan {
        takes: Vec::new(),
        places: Vec::new(),
        folders: Vec::new(),
        vacated: Vec::new(),
        next: before.without(editions),
        summary: Summary::default(),
    };
    for audience in editions {
        let made = made.iter().filter(|made| made.audience == *audience).collect();
        let edition = Edition { name: audience.name(), made };
        plan_edition(&mut plan, ground, before, &edition, &mut foreign)?;
    }
    if !foreign.is_empty() {
        return Err(EmitError::Foreign { paths: foreign.iter().map(|path| folder.shown(path)).collect() });
    }
    plan.folders.sort_unstable();
    plan.vacated.sort_unstable_by(|a, b| b.cmp(a));
    Ok(plan)
}

struct Edition<'a> {
    name: &'a str,
    made: Vec<&'a Made>,
}

fn plan_edition(
    plan: &mut Plan,
    ground: &Ground,
    before: &Manifest,
    edition: &Edition,
    foreign: &mut BTreeSet<String>,
) -> Result<(), EmitError> {
    let name = edition.name;
    let none = Listed::default();
    let was = before.editions.get(name).unwrap_or(&none);
    let mut files = Vec::with_capacity(edition.made.len());
    let mut needed = BTreeSet::new();
    let mut last_folder = String::new();

    let urls: BTreeSet<&str> = edition.made.iter().map(|made| made.url.as_str()).collect();
    let gone: Vec<&str> = was.files.keys().map(String::as_str).filter(|url| !urls.contains(url)).collect();
    let gone_folded: BTreeSet<String> = gone.iter().map(|url| fold(url)).collect();

    let standing = edition.made.par_iter().map(|made| {
        let path = format!("{name}/{}", made.url);
        // One that stays was looked at before, and nothing is done to it.
        let at = if made.staged.is_some() { ground.at(&path)? } else { At::File };
        Ok((path, at))
    });
    for (made, standing) in edition.made.iter().zip(standing.collect::<Vec<Result<(String, At), EmitError>>>()) {
        let (path, at) = standing?;
        let ours = was.files.contains_key(&made.url);
        let replaces = match (at, made.staged) {
            (At::File, None) => false,
            (At::Nothing, _) => false,
            (At::File, Some(_)) if ours => true,
            // A name that changed in capitals only, on a disk to which that is one name: ours, and taken away first.
            (At::File, _) if gone_folded.contains(&fold(&made.url)) && !ground.spelt_so(&path)? => false,
            (At::File | At::Other, _) => {
                foreign.insert(path);
                continue;
            }
            (At::Behind(obstacle), _) => {
                foreign.insert(obstacle);
                continue;
            }
        };
        files.push((made.url.clone(), made.hash.clone()));
        // Files of one folder stand together.
        let folder = path.rfind('/').map_or("", |slash| &path[..slash]);
        if folder != last_folder {
            needed.extend(folders_of(&path));
            last_folder = folder.to_owned();
        }
        match made.staged {
            Some(staged) => {
                plan.places.push(Place { path, staged, hash: made.hash.clone(), replaces });
                plan.summary.written += 1;
            }
            None => plan.summary.unchanged += 1,
        }
    }

    for url in gone {
        let path = format!("{name}/{url}");
        match ground.at(&path)? {
            At::Nothing => {}
            At::File if was.files.get(url) == ground.hash(&path).as_ref() => {
                plan.takes.push(path);
                plan.summary.removed += 1;
            }
            At::File | At::Other | At::Behind(_) => plan.summary.left.push(path),
        }
    }

    let missing = |folder: &String| Ok(matches!(ground.at(folder)?, At::Nothing).then(|| folder.clone()));
    let missing: Vec<Option<String>> = needed.par_iter().map(missing).collect::<Result<_, EmitError>>()?;
    let mut folders: BTreeSet<String> = missing.into_iter().flatten().collect();
    plan.folders.extend(folders.iter().cloned());
    folders.extend(was.folders.intersection(&needed).cloned());
    plan.vacated.extend(was.folders.difference(&needed).cloned());
    if !files.is_empty() {
        plan.next.editions.insert(name.to_owned(), Listed { files: files.into_iter().collect(), folders });
    }
    Ok(())
}

/// The folders above a path: `a` and `a/b` of `a/b/c.html`.
fn folders_of(path: &str) -> impl Iterator<Item = String> {
    path.match_indices('/').map(|(slash, _)| path[..slash].to_owned())
}

/// What stands at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum At {
    Nothing,
    /// A regular file.
    File,
    /// A folder, a link, or something stranger.
    Other,
    /// Something that is no folder stands on the way to it.
    Behind(String),
}

/// Looks at the output folder without ever following a link in it.
#[derive(Debug)]
pub struct Ground {
    folder: Folder,
    ways: Mutex<BTreeMap<String, Way>>,
}

/// Whether a folder can be entered.
#[derive(Clone, Debug)]
enum Way {
    Open,
    Missing,
    Blocked(String),
}

impl Ground {
    pub fn new(folder: &Folder) -> Ground {
        Ground { folder: folder.clone(), ways: Mutex::default() }
    }

    pub fn at(&self, path: &str) -> Result<At, EmitError> {
        match self.way_to(path)? {
            Way::Missing => return Ok(At::Nothing),
            Way::Blocked(obstacle) => return Ok(At::Behind(obstacle)),
            Way::Open => {}
        }
        match self.folder.at(path).symlink_metadata() {
            Ok(seen) if seen.is_file() => Ok(At::File),
            Ok(_) => Ok(At::Other),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(At::Nothing),
            Err(error) => Err(self.folder.disk_error(path, error)),
        }
    }

    /// The stamp of the file at a path; nothing where no file can be seen there.
    pub fn stamp(&self, path: &str) -> Option<Stamp> {
        let Ok(Way::Open) = self.way_to(path) else { return None };
        self.folder.at(path).symlink_metadata().ok().filter(|seen| seen.is_file()).map(|seen| Stamp::of(&seen))
    }

    /// Walks the folders above a path from the outermost in.
    fn way_to(&self, path: &str) -> Result<Way, EmitError> {
        let mut ways = self.ways.lock().unwrap_or_else(PoisonError::into_inner);
        let closest = path.rfind('/').and_then(|slash| ways.get(&path[..slash]));
        if let Some(Way::Open) = closest {
            return Ok(Way::Open);
        }
        for above in folders_of(path) {
            let way = match ways.get(&above) {
                Some(way) => way.clone(),
                None => {
                    let way = match self.folder.at(&above).symlink_metadata() {
                        Ok(seen) if seen.is_dir() => Way::Open,
                        Ok(_) => Way::Blocked(above.clone()),
                        Err(error) if error.kind() == ErrorKind::NotFound => Way::Missing,
                        Err(error) => return Err(self.folder.disk_error(above, error)),
                    };
                    ways.insert(above, way.clone());
                    way
                }
            };
            if !matches!(way, Way::Open) {
                return Ok(way);
            }
        }
        Ok(Way::Open)
    }

    pub fn hash(&self, path: &str) -> Option<String> {
        std::fs::read(self.folder.at(path)).ok().map(|bytes| blake3::hash(&bytes).to_string())
    }

    /// Whether a file's name is spelt on the disk to the letter as in the path.
    fn spelt_so(&self, path: &str) -> Result<bool, EmitError> {
        let (above, name) = path.rsplit_once('/').unwrap_or(("", path));
        let entries: io::Result<Vec<_>> = std::fs::read_dir(self.folder.at(above)).and_then(Iterator::collect);
        let entries = entries.map_err(|error| self.folder.disk_error(above, error))?;
        Ok(entries.iter().any(|entry| entry.file_name() == name))
    }
}
