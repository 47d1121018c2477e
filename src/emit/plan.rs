//! What an emit has to do, worked out from what is on the disk. Nothing is changed here.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, ErrorKind};

use crate::emit::manifest::{Listed, Manifest};
use crate::emit::{EmitError, Folder, Summary};
use crate::load::names::fold;
use crate::output::EditionOutput;

/// Every change, in paths from the output folder on.
#[derive(Debug)]
pub struct Plan<'a> {
    /// Pages that went.
    pub takes: Vec<String>,
    pub places: Vec<Place<'a>>,
    /// Folders to make, outer ones first.
    pub folders: Vec<String>,
    /// Folders of ours that no page needs any more, inner ones first.
    pub vacated: Vec<String>,
    pub next: Manifest,
    pub summary: Summary,
}

/// A new or changed file.
#[derive(Debug)]
pub struct Place<'a> {
    pub path: String,
    pub bytes: &'a [u8],
    pub hash: String,
    /// Whether a file of ours stands there now.
    pub replaces: bool,
}

/// Compares the editions with the disk. Fails, before anything is written, where something of somebody else's is in the
/// way.
pub fn plan<'a>(folder: &Folder, before: &Manifest, editions: &'a [EditionOutput]) -> Result<Plan<'a>, EmitError> {
    let mut ground = Ground::new(folder);
    let mut foreign = BTreeSet::new();
    let mut plan = Plan {
        takes: Vec::new(),
        places: Vec::new(),
        folders: Vec::new(),
        vacated: Vec::new(),
        next: before.clone(),
        summary: Summary::default(),
    };
    for edition in editions {
        plan_edition(&mut plan, &mut ground, before, edition, &mut foreign)?;
    }
    if !foreign.is_empty() {
        return Err(EmitError::Foreign { paths: foreign.iter().map(|path| folder.shown(path)).collect() });
    }
    plan.folders.sort_unstable();
    plan.vacated.sort_unstable_by(|a, b| b.cmp(a));
    Ok(plan)
}

fn plan_edition<'a>(
    plan: &mut Plan<'a>,
    ground: &mut Ground<'_>,
    before: &Manifest,
    edition: &'a EditionOutput,
    foreign: &mut BTreeSet<String>,
) -> Result<(), EmitError> {
    let name = edition.audience.name();
    let none = Listed::default();
    let was = before.editions.get(name).unwrap_or(&none);
    let mut now = Listed::default();
    let mut needed = BTreeSet::new();

    let urls: BTreeSet<&str> = edition.outputs.iter().map(|output| output.url.as_str()).collect();
    let gone: Vec<&str> = was.files.keys().map(String::as_str).filter(|url| !urls.contains(url)).collect();
    let gone_folded: BTreeSet<String> = gone.iter().map(|url| fold(url)).collect();

    for output in &edition.outputs {
        let path = format!("{name}/{}", output.url);
        let ours = was.files.contains_key(&output.url);
        let replaces = match ground.at(&path)? {
            At::Nothing => false,
            At::File if ours && ground.holds(&path, &output.bytes) => {
                plan.summary.unchanged += 1;
                now.files.insert(output.url.clone(), blake3::hash(&output.bytes).to_string());
                needed.extend(folders_of(&path));
                continue;
            }
            At::File if ours => true,
            // A name that changed in capitals only, on a disk to which that is one name: ours, and taken away first.
            At::File if gone_folded.contains(&fold(&output.url)) && !ground.spelt_so(&path)? => false,
            At::File | At::Other => {
                foreign.insert(path);
                continue;
            }
            At::Behind(obstacle) => {
                foreign.insert(obstacle);
                continue;
            }
        };
        let hash = blake3::hash(&output.bytes).to_string();
        now.files.insert(output.url.clone(), hash.clone());
        needed.extend(folders_of(&path));
        plan.places.push(Place { path, bytes: &output.bytes, hash, replaces });
        plan.summary.written += 1;
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

    for folder in &needed {
        if matches!(ground.at(folder)?, At::Nothing) {
            plan.folders.push(folder.clone());
            now.folders.insert(folder.clone());
        }
    }
    now.folders.extend(was.folders.intersection(&needed).cloned());
    plan.vacated.extend(was.folders.difference(&needed).cloned());
    if now.files.is_empty() {
        plan.next.editions.remove(name);
    } else {
        plan.next.editions.insert(name.to_owned(), now);
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
pub struct Ground<'f> {
    folder: &'f Folder,
    ways: BTreeMap<String, Way>,
}

/// Whether a folder can be entered.
#[derive(Clone, Debug)]
enum Way {
    Open,
    Missing,
    Blocked(String),
}

impl<'f> Ground<'f> {
    pub fn new(folder: &'f Folder) -> Ground<'f> {
        Ground { folder, ways: BTreeMap::new() }
    }

    pub fn at(&mut self, path: &str) -> Result<At, EmitError> {
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

    /// Walks the folders above a path from the outermost in.
    fn way_to(&mut self, path: &str) -> Result<Way, EmitError> {
        for above in folders_of(path) {
            let way = match self.ways.get(&above) {
                Some(way) => way.clone(),
                None => {
                    let way = match self.folder.at(&above).symlink_metadata() {
                        Ok(seen) if seen.is_dir() => Way::Open,
                        Ok(_) => Way::Blocked(above.clone()),
                        Err(error) if error.kind() == ErrorKind::NotFound => Way::Missing,
                        Err(error) => return Err(self.folder.disk_error(above, error)),
                    };
                    self.ways.insert(above, way.clone());
                    way
                }
            };
            if !matches!(way, Way::Open) {
                return Ok(way);
            }
        }
        Ok(Way::Open)
    }

    /// Whether a file holds just these bytes. One that cannot be read is one to write anew.
    fn holds(&self, path: &str, bytes: &[u8]) -> bool {
        let path = self.folder.at(path);
        path.metadata().is_ok_and(|seen| seen.len() == bytes.len() as u64)
            && std::fs::read(path).is_ok_and(|held| held == bytes)
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
