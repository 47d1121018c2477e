//! What plenary is made of: every package that it depends on, and under which licence that comes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use spdx::{Expression, Licensee, ParseMode};

/// The licences under which plenary may be passed on with what is in it, the easiest to keep first. A package that leaves
/// the choice is taken under the first of these that it offers.
pub const ACCEPTED: [&str; 9] = [
    "MIT",
    "Apache-2.0",
    "BSD-3-Clause",
    "ISC",
    "Zlib",
    "Unicode-3.0",
    "CC0-1.0",
    "MIT-0",
    // Asks that whoever gets the program is told where the source of these files is; nothing is asked of other files.
    "MPL-2.0",
];

/// A package that plenary depends on.
#[derive(Debug, Default)]
pub struct Package {
    pub name: String,
    pub version: String,
    /// The licence, as the package writes it.
    pub licence: String,
    /// Where its source is said to be.
    pub source: String,
    /// Where it lies on this computer.
    pub folder: PathBuf,
    /// Whether the program is made from it; else only tests need it.
    pub in_the_program: bool,
}

/// All packages, by name and version: those of every system where they are all at hand, else those of this one.
pub fn packages() -> Result<Vec<Package>, String> {
    let here =
        || cargo(&["-vV"]).map(|about| about.lines().find_map(|line| line.strip_prefix("host: ")).map(str::to_owned));
    let question = ["metadata", "--locked", "--offline", "--format-version", "1", "--manifest-path", MANIFEST];
    let answer = cargo(&question).or_else(|all| match here()? {
        Some(here) => cargo(&[&question[..], &["--filter-platform", &here]].concat()),
        None => Err(all),
    })?;
    let metadata: Value = serde_json::from_str(&answer).map_err(|error| error.to_string())?;
    read(&metadata).ok_or_else(|| "cargo answers in another way than it used to".to_owned())
}

const MANIFEST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");

fn cargo(arguments: &[&str]) -> Result<String, String> {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(program).args(arguments).output().map_err(|error| error.to_string())?;
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
    }
}

fn read(metadata: &Value) -> Option<Vec<Package>> {
    let root = metadata["resolve"]["root"].as_str()?;
    let nodes = metadata["resolve"]["nodes"].as_array()?;
    let nodes: BTreeMap<&str, &Value> =
        nodes.iter().map(|node| Some((node["id"].as_str()?, node))).collect::<Option<_>>()?;
    let program = reached(root, &nodes, |kind| kind != "dev");
    let all = reached(root, &nodes, |_| true);
    let mut packages = Vec::new();
    for package in metadata["packages"].as_array()? {
        let (id, text) =
            (package["id"].as_str()?, |field: &str| package[field].as_str().unwrap_or_default().to_owned());
        if id == root || !all.contains(id) {
            continue;
        }
        let (name, version) = (text("name"), text("version"));
        packages.push(Package {
            licence: text("license"),
            source: text("repository"),
            folder: Path::new(&text("manifest_path")).parent()?.to_owned(),
            in_the_program: program.contains(id),
            name,
            version,
        });
    }
    packages.sort_by(|a, b| (&a.name, &a.version).cmp(&(&b.name, &b.version)));
    Some(packages)
}

/// What one package leads to over dependencies of some kinds.
fn reached<'m>(from: &'m str, nodes: &BTreeMap<&str, &'m Value>, follow: impl Fn(&str) -> bool) -> BTreeSet<&'m str> {
    let (mut seen, mut left) = (BTreeSet::new(), vec![from]);
    while let Some(id) = left.pop() {
        let node = nodes.get(id).filter(|_| seen.insert(id));
        for dependency in node.into_iter().flat_map(|node| node["deps"].as_array().into_iter().flatten()) {
            let kinds = dependency["dep_kinds"].as_array().into_iter().flatten();
            if kinds.map(|kind| kind["kind"].as_str().unwrap_or("normal")).any(&follow) {
                left.extend(dependency["pkg"].as_str());
            }
        }
    }
    seen
}

impl Package {
    /// The licences under which it is taken, or why it cannot be.
    pub fn taken_under(&self) -> Result<Vec<String>, String> {
        let Package { name, version, licence, .. } = self;
        if licence.is_empty() {
            return Err(format!("{name} {version} says nothing of its licence."));
        }
        let expression = Expression::parse_mode(licence, ParseMode::LAX)
            .map_err(|error| format!("{name} {version}: `{licence}` cannot be read: {}.", error.reason))?;
        let accepted = ACCEPTED.iter().filter_map(|id| Licensee::parse(id).ok());
        let needed = expression.minimized_requirements(&accepted.collect::<Vec<_>>()).map_err(|_| {
            format!("{name} {version} comes under `{licence}`, which is not among those that are accepted.")
        })?;
        Ok(needed.iter().map(ToString::to_string).collect())
    }

    /// The words that its licence asks to be passed on: the files that come with it, else the licence's own text.
    pub fn texts(&self) -> Vec<String> {
        let files = fs::read_dir(&self.folder).into_iter().flatten().flatten().map(|entry| entry.path());
        let mut files: Vec<PathBuf> = files.filter(|path| is_licence(path)).collect();
        files.sort();
        let own: Vec<String> = files.iter().filter_map(|path| fs::read_to_string(path).ok()).collect();
        if !own.is_empty() {
            return own;
        }
        let taken = self.taken_under().unwrap_or_default();
        taken.iter().filter_map(|id| spdx::license_id(id)).map(|id| id.text().to_owned()).collect()
    }
}

fn is_licence(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    path.is_file()
        && ["license", "licence", "copying", "copyright", "notice", "unlicense"]
            .iter()
            .any(|start| name.starts_with(start))
}
