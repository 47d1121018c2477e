//! Where shells and `man` look for what a program brings along, and how plenary puts it there: it replaces what it wrote
//! itself, and nothing of anybody else's.

use std::fs;
use std::io;

use camino::Utf8PathBuf;

use crate::cli::Terminal;
use crate::emit::single::{Existing, write};
use crate::load::read::plain_reason;

/// The folders in which things are looked for.
pub struct Folders {
    pub bash: Utf8PathBuf,
    pub zsh: Utf8PathBuf,
    pub fish: Utf8PathBuf,
    pub man: Utf8PathBuf,
}

impl Folders {
    /// Those of a whole computer, or of a package that is being made for one.
    pub fn under(prefix: &Utf8PathBuf) -> Folders {
        let share = prefix.join("share");
        Folders {
            bash: share.join("bash-completion/completions"),
            zsh: share.join("zsh/site-functions"),
            fish: share.join("fish/vendor_completions.d"),
            man: share.join("man/man1"),
        }
    }
}

/// Those of the person who runs plenary.
pub fn one_s_own() -> Result<Folders, String> {
    let home = std::env::home_dir().and_then(|home| Utf8PathBuf::from_path_buf(home).ok());
    let home = home.filter(|home| home.is_absolute());
    let folder = |variable: &str, usual: &str| {
        // What is not a whole path is not to be minded, says the standard of these variables.
        let named = paths(variable).into_iter().next().filter(|path| path.is_absolute());
        named.or_else(|| home.as_ref().map(|home| home.join(usual)))
    };
    let (data, config) = (folder("XDG_DATA_HOME", ".local/share"), folder("XDG_CONFIG_HOME", ".config"));
    let (Some(data), Some(config)) = (data, config) else {
        return Err("your home folder cannot be told from here. Name a folder: `--prefix DIR`.".to_owned());
    };
    let bash = paths("BASH_COMPLETION_USER_DIR").into_iter().next();
    Ok(Folders {
        bash: bash.unwrap_or_else(|| data.join("bash-completion")).join("completions"),
        zsh: data.join("zsh/site-functions"),
        fish: config.join("fish/completions"),
        man: data.join("man/man1"),
    })
}

/// The paths in a variable of the environment.
pub fn paths(variable: &str) -> Vec<Utf8PathBuf> {
    let value = std::env::var_os(variable).unwrap_or_default();
    let paths = std::env::split_paths(&value).filter_map(|path| Utf8PathBuf::from_path_buf(path).ok());
    paths.filter(|path| !path.as_str().is_empty()).collect()
}

/// Where programs are looked for.
pub fn search_path() -> Vec<Utf8PathBuf> {
    paths("PATH")
}

/// A file to put somewhere, with a line that plenary knows it by.
pub struct File {
    pub path: Utf8PathBuf,
    pub text: String,
    pub mark: &'static str,
}

/// Puts all of them in their places, or none where one of these is taken. Says what was written.
pub fn install(terminal: &Terminal, files: &[File]) -> Result<(), String> {
    for file in files {
        file.may_be_written()?;
    }
    for file in files {
        write(&file.path, file.text.as_bytes(), Existing::Replace).map_err(|error| format!("{error}."))?;
        terminal.note(&format!("Wrote {}", file.path));
    }
    Ok(())
}

impl File {
    /// Whether nothing stands in its place, or something that plenary wrote there before.
    fn may_be_written(&self) -> Result<(), String> {
        let path = &self.path;
        let found = match fs::symlink_metadata(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(format!("`{path}` cannot be looked at: {}.", plain_reason(&error))),
            Ok(found) => found,
        };
        // The first line, and the second where the first has a meaning of its own.
        let own = |text: &[u8]| text.split(|byte| *byte == b'\n').take(2).any(|line| line == self.mark.as_bytes());
        match found.is_file() && fs::read(path).is_ok_and(|text| own(&text)) {
            true => Ok(()),
            false => Err(format!(
                "`{path}` is there already, and plenary did not write it, so nothing was written. Move it away first."
            )),
        }
    }
}
