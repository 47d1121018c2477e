//! Completions and pages of the manual, put where shells and `man` look for them.

use std::process::Command;

use crate::harness::{Folder, Run};

const BASH: &str = ".local/share/bash-completion/completions/plenary";
const ZSH: &str = ".local/share/zsh/site-functions/_plenary";
const FISH: &str = ".config/fish/completions/plenary.fish";
const MAN: &str = ".local/share/man/man1";

/// Runs plenary as somebody whose home is that folder.
fn at_home(home: &Folder, shell: &str, arguments: &[&str]) -> Run {
    let at = home.path().to_str().unwrap();
    let mut environment = vec![("HOME", at), ("SHELL", shell), ("PATH", "/usr/bin:/bin")];
    environment.extend(
        ["XDG_DATA_HOME", "XDG_CONFIG_HOME", "BASH_COMPLETION_USER_DIR", "FPATH", "MANPATH"].map(|name| (name, "")),
    );
    home.plenary_with(&environment, arguments)
}

/// What another program prints, where it is there.
fn said(program: &str, arguments: &[&str]) -> Option<String> {
    let Ok(output) = Command::new(program).args(arguments).env("MANPAGER", "cat").env("MANWIDTH", "120").output()
    else {
        eprintln!("passed over: there is no {program}");
        return None;
    };
    assert!(output.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn completions_go_where_each_shell_looks_for_them() {
    let home = Folder::empty();
    for (shell, place) in [("/usr/bin/bash", BASH), ("/usr/bin/zsh", ZSH), ("/opt/fish/bin/fish", FISH)] {
        let run = at_home(&home, shell, &["completions", "--install"]).exits(0);
        assert!(run.out.starts_with(&format!("Wrote {}\n", home.at(place).display())), "{}", run.out);
        // zsh looks in no folder of one's own before it is told to.
        assert_eq!(run.out.contains("fpath=("), shell.ends_with("zsh"), "{}", run.out);
        assert_eq!(run.err, "");
        let name = shell.rsplit('/').next().unwrap();
        assert_eq!(at_home(&home, "", &["completions", name]).exits(0).out, home.read(place));
        // Again, over what it wrote itself.
        home.write(place, home.read(place) + "# older\n");
        assert_eq!(at_home(&home, "", &["completions", name, "--install", "--quiet"]).exits(0).out, "");
        assert!(!home.read(place).contains("# older"));
    }
    assert!(home.read(ZSH).starts_with("#compdef plenary\n"));
    assert_eq!(home.tree(".").len(), 3, "and nothing is left beside them");
}

#[test]
fn the_environment_says_where_ones_own_folders_are() {
    let home = Folder::empty();
    let at = |path: &str| home.at(path).to_str().unwrap().to_owned();
    let (data, config, bash) = (at("data"), at("config"), at("bash"));
    let own = [("HOME", &at("")[..]), ("XDG_DATA_HOME", &data), ("XDG_CONFIG_HOME", &config)];
    let with_bash = [&own[..], &[("BASH_COMPLETION_USER_DIR", &bash[..])]].concat();
    for shell in ["bash", "zsh", "fish"] {
        home.plenary_with(&with_bash, &["completions", shell, "--install"]).exits(0);
    }
    home.plenary_with(&own, &["man", "--install"]).exits(0);
    for path in ["bash/completions/plenary", "data/zsh/site-functions/_plenary", "config/fish/completions/plenary.fish"]
    {
        assert!(home.has(path), "{path}");
    }
    assert!(home.has("data/man/man1/plenary.1"));
}

#[test]
fn a_packager_names_the_prefix() {
    let folder = Folder::empty();
    at_home(&folder, "", &["completions", "--install", "--prefix", "stage/usr"]).exits(0);
    let run = at_home(&folder, "", &["man", "--install", "--prefix", "stage/usr"]).exits(0);
    assert!(run.out.ends_with("Read them with `man plenary` and `man plenary-build`.\n"), "{}", run.out);
    let tree = folder.tree("stage/usr/share");
    let completions: Vec<&str> = tree.keys().map(String::as_str).filter(|path| !path.starts_with("man/")).collect();
    assert_eq!(
        completions,
        [
            "bash-completion/completions/plenary",
            "fish/vendor_completions.d/plenary.fish",
            "zsh/site-functions/_plenary"
        ]
    );
    assert_eq!(folder.tree(".").len(), tree.len(), "nothing else was written");
    let pages: Vec<&str> = tree.keys().filter_map(|path| path.strip_prefix("man/man1/")).collect();
    for page in ["plenary.1", "plenary-build.1", "plenary-theme.1", "plenary-theme-eject.1", "plenary-man.1"] {
        assert!(pages.contains(&page), "{page} of {pages:?}");
    }
    // A page that names another leads to one that is there.
    for page in &pages {
        let text = folder.read(&format!("stage/usr/share/man/man1/{page}")).replace("\\-", "-");
        for named in text.split("plenary-").skip(1).filter_map(|rest| rest.split_once("(1)")) {
            if named.0.chars().all(|c| c.is_ascii_lowercase() || c == '-') {
                assert!(pages.contains(&&format!("plenary-{}.1", named.0)[..]), "{page} names plenary-{}", named.0);
            }
        }
    }
}

#[test]
fn nobody_elses_file_is_overwritten() {
    let home = Folder::empty();
    home.write(BASH, "# my own completions\n");
    let run = at_home(&home, "/bin/bash", &["completions", "--install"]).exits(2);
    assert!(run.err.contains("plenary did not write it") && run.err.contains("Move it away"), "{}", run.err);
    assert_eq!(home.read(BASH), "# my own completions\n");
    // One page that is somebody's own keeps all from being written.
    home.write(&format!("{MAN}/plenary-serve.1"), ".TH MINE 1\n");
    at_home(&home, "", &["man", "--install"]).exits(2);
    assert_eq!(home.tree(".").len(), 2);
    // A folder, or a link to something else, is nobody's script either.
    home.write(&format!("{FISH}/inside"), "");
    at_home(&home, "", &["completions", "fish", "--install"]).exits(2);
    #[cfg(unix)]
    {
        home.write("elsewhere/_plenary", at_home(&home, "", &["completions", "zsh"]).exits(0).out);
        std::fs::create_dir_all(home.at(ZSH).parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(home.at("elsewhere/_plenary"), home.at(ZSH)).unwrap();
        at_home(&home, "", &["completions", "zsh", "--install"]).exits(2);
        assert!(home.at(ZSH).is_symlink());
    }
}

#[test]
fn what_cannot_be_installed_is_told_with_what_to_do() {
    let home = Folder::empty();
    for (shell, arguments, words) in [
        ("", &["completions", "--install"][..], "plenary completions bash --install"),
        ("/bin/dash", &["completions", "--install"], "Name it"),
        ("", &["completions", "powershell", "--install"], "plenary completions powershell"),
        ("", &["completions"], "SHELL"),
        ("", &["completions", "bash", "--prefix", "usr"], "--install"),
        ("", &["man", "build", "--install"], "cannot be used with"),
        ("", &["man", "bulid"], "There are init"),
    ] {
        let run = at_home(&home, shell, arguments).exits(2);
        assert!(run.err.contains(words), "{arguments:?}: {}", run.err);
    }
    home.write("a-file", "");
    let run = at_home(&home, "", &["completions", "bash", "--install", "--prefix", "a-file"]).exits(2);
    assert!(run.err.contains("a-file"), "{}", run.err);
    assert_eq!(home.tree(".").len(), 1);
}

#[test]
fn bash_completes_commands_flags_and_their_values() {
    let home = Folder::empty();
    at_home(&home, "/bin/bash", &["completions", "--install"]).exits(0);
    let script = home.at(BASH);
    let complete = |words: &[&str]| {
        let (last, before) = words.split_last().unwrap();
        let command = format!(
            "source '{}'; complete -p plenary >/dev/null || exit 1; COMP_WORDS=(plenary {} '{last}'); \
             COMP_CWORD={}; _plenary plenary '{last}' '{}'; printf '%s\\n' \"${{COMPREPLY[@]}}\"",
            script.display(),
            before.join(" "),
            words.len(),
            before.last().unwrap_or(&"plenary"),
        );
        said("bash", &["--norc", "--noprofile", "-c", &command])
    };
    let Some(verbs) = complete(&[""]) else { return };
    for verb in ["build", "serve", "completions", "man"] {
        assert!(verbs.lines().any(|line| line == verb), "{verb}: {verbs}");
    }
    assert_eq!(complete(&["bui"]).unwrap(), "build\n");
    assert_eq!(complete(&["completions", "--inst"]).unwrap(), "--install\n");
    assert_eq!(complete(&["check", "--format", "sh"]).unwrap(), "short\n");
}

#[test]
fn other_shells_can_read_theirs() {
    let folder = Folder::empty();
    at_home(&folder, "", &["completions", "--install", "--prefix", "usr"]).exits(0);
    for (shell, place) in [("zsh", "zsh/site-functions/_plenary"), ("fish", "fish/vendor_completions.d/plenary.fish")] {
        let script = folder.at(&format!("usr/share/{place}"));
        said(shell, &["-n", script.to_str().unwrap()]);
    }
}

#[test]
fn man_shows_the_pages_that_were_installed() {
    let home = Folder::empty();
    let run = at_home(&home, "", &["man", "--install"]).exits(0);
    let folder = home.at(".local/share/man");
    assert!(run.out.contains(&format!("`man -M {} plenary`", folder.display())), "{}", run.out);
    let found = home.at(".local/bin").to_str().unwrap().to_owned();
    let with_path = [("HOME", home.path().to_str().unwrap()), ("PATH", &found), ("XDG_DATA_HOME", "")];
    let run = home.plenary_with(&with_path, &["man", "--install"]).exits(0);
    assert!(run.out.ends_with("Read them with `man plenary` and `man plenary-build`.\n"), "{}", run.out);
    for (page, words) in [("plenary.1", "See it in the browser while you write"), ("plenary-build.1", "--edition")] {
        let path = home.at(&format!("{MAN}/{page}"));
        let Some(text) = said("man", &["-l", path.to_str().unwrap()]) else { return };
        // Where the program `man` stands for a page that was left out of a small system, it says only that.
        if text.contains("minimized") {
            return eprintln!("passed over: this system has no manual");
        }
        let text = text.replace('\u{8}', "").replace('‐', "-");
        assert!(text.to_lowercase().contains(&words.to_lowercase()), "{page}: {text}");
    }
}
