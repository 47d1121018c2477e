//! What the binary carries: blueprints, guidance and the default theme for every site, and the example for `init`.

use std::borrow::Cow;

use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "content/blueprints"]
#[prefix = "content/blueprints/"]
struct Blueprints;

#[derive(RustEmbed)]
#[folder = "content/guidance"]
#[prefix = "content/guidance/"]
struct Guidance;

#[derive(RustEmbed)]
#[folder = "themes/default"]
#[prefix = "themes/default/"]
struct DefaultTheme;

#[derive(RustEmbed)]
#[folder = "content/reviews/alder"]
#[prefix = "content/reviews/alder/"]
struct Alder;

#[derive(RustEmbed)]
#[folder = "content/venues"]
#[prefix = "content/venues/"]
struct Venues;

/// Gives every file that each site has without writing it: path from the root, and bytes, in the order of the paths.
pub fn built_in() -> impl Iterator<Item = (String, Cow<'static, [u8]>)> {
    files::<Blueprints>().chain(files::<Guidance>()).chain(files::<DefaultTheme>())
}

/// Gives the files of the Alder review and its venues, which only `init --example` writes.
pub fn example() -> impl Iterator<Item = (String, Cow<'static, [u8]>)> {
    files::<Alder>().chain(files::<Venues>())
}

fn files<Folder: RustEmbed>() -> impl Iterator<Item = (String, Cow<'static, [u8]>)> {
    let mut paths: Vec<_> = Folder::iter().filter(|path| !is_leaving(path)).collect();
    paths.sort_unstable();
    paths.into_iter().filter_map(|path| Folder::get(&path).map(|file| (path.into_owned(), file.data)))
}

/// Tells what an editor left in the folder while the binary was compiled.
fn is_leaving(path: &str) -> bool {
    path.ends_with('~') || path.split('/').any(|part| part.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_start_at_the_root_and_come_in_order() {
        for (paths, folders) in [
            (
                built_in().map(|(path, _)| path).collect::<Vec<_>>(),
                &["content/blueprints/", "content/guidance/", "themes/default/"][..],
            ),
            (example().map(|(path, _)| path).collect(), &["content/reviews/alder/", "content/venues/"]),
        ] {
            assert!(paths.is_sorted(), "{paths:?}");
            for path in paths {
                assert!(folders.iter().any(|folder| path.starts_with(folder)), "{path}");
            }
        }
    }
}
