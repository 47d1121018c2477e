//! A finished page, and all that it refers to, as one file that refers to nothing.
//!
//! The page is rewritten as it stands, tag by tag; what is not changed stays as the template wrote it. Nothing is
//! kept by exception: an attribute that leads somewhere is kept where it leads into the page or to what only a reader can
//! follow, and goes everywhere else.

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use lol_html::errors::RewritingError;
use lol_html::html_content::{ContentType, Element};
use lol_html::{RewriteStrSettings, element, rewrite_str};
use percent_encoding::percent_decode_str;
use sha2::{Digest, Sha256};

use crate::export::style::taken_in;
use crate::scan::markup::decoded;

/// A page that stands by itself.
#[derive(Debug)]
pub struct Alone {
    pub html: String,
    /// The addresses that hold a file as data, as they stand in the page.
    pub taken_in: Vec<String>,
}

/// What the page's address can be led on to: gives the bytes of a file of the edition by its address.
type Fetch<'f> = &'f mut dyn FnMut(&str) -> Option<Vec<u8>>;

/// Attributes that lead somewhere, on whatever element they stand.
const LEADING: &[&str] = &[
    "action",
    "background",
    "cite",
    "data",
    "formaction",
    "href",
    "longdesc",
    "manifest",
    "ping",
    "poster",
    "src",
    "srcset",
    "xlink:href",
];

/// Makes one file of the page at an address of an edition.
pub fn alone(url: &str, html: &str, fetch: Fetch) -> Result<Alone, RewritingError> {
    let parts = parts(url, html, fetch)?;
    let policy = policy(&parts);
    let scripts: String = parts.scripts.iter().fold(String::new(), |mut all, (_, script)| {
        let _ = writeln!(all, "<script>{script}</script>");
        all
    });
    let mut taken_in = parts.taken_in;
    let mut visit = |element: &mut Element| {
        match element.tag_name().as_str() {
            "meta" => meta(element, &policy),
            "link" => {
                let own = element.get_attribute("href");
                match parts.styles.iter().find(|(href, _)| is_stylesheet(element) && Some(href) == own.as_ref()) {
                    Some((_, style)) => {
                        let media = element.get_attribute("media").map(|media| format!(" media=\"{media}\""));
                        let style = format!("<style{}>{style}</style>", media.unwrap_or_default());
                        element.replace(&style, ContentType::Html);
                    }
                    None => element.remove(),
                }
            }
            "base" => element.remove(),
            // A script in a page runs at once, where `defer` had it wait: it goes to the end.
            "script" if element.has_attribute("src") => element.remove(),
            "body" => element.append(&scripts, ContentType::Html),
            "a" | "area" => link(element, url),
            "img" => picture(element, url, fetch, &mut taken_in),
            _ => {}
        }
        close(element);
        Ok(())
    };
    let settings = RewriteStrSettings::new().append_element_content_handler(element!("*", |found| visit(found)));
    let html = rewrite_str(html, settings)?;
    Ok(Alone { html, taken_in })
}

/// The stylesheets and scripts of a page, each with the address that the page gives, and its text.
#[derive(Default)]
struct Parts {
    styles: Vec<(String, String)>,
    scripts: Vec<(String, String)>,
    taken_in: Vec<String>,
}

fn parts(url: &str, html: &str, fetch: Fetch) -> Result<Parts, RewritingError> {
    let mut parts = Parts::default();
    let mut visit = |element: &mut Element| {
        let styles = element.tag_name() == "link" && is_stylesheet(element);
        let address = element.get_attribute(if styles { "href" } else { "src" });
        if let Some(address) = address.filter(|_| styles || element.tag_name() == "script")
            && let Some(file) = resolved(url, &address)
            && let Some(bytes) = fetch(&file)
        {
            let text = lines(&String::from_utf8_lossy(&bytes));
            match styles {
                true => {
                    let mut data = |inner: &str| {
                        let inner = resolved(&file, inner)?;
                        let data = as_data(&inner, &fetch(&inner)?);
                        parts.taken_in.push(data.clone());
                        Some(data)
                    };
                    // Within quotation marks `\/` is `/`, and nowhere else does `</` stand in a stylesheet.
                    let text = taken_in(&text, &mut data).replace("</", "<\\/");
                    parts.styles.push((address, text));
                }
                false => {
                    parts.scripts.push((address, text.replace("</script", "<\\/script").replace("<!--", "<\\!--")))
                }
            }
        }
        Ok(())
    };
    let settings =
        RewriteStrSettings::new().append_element_content_handler(element!("link, script", |found| visit(found)));
    rewrite_str(html, settings)?;
    Ok(parts)
}

/// The text as a page's reader takes it in, whose line ends are all of one kind: the policy counts every letter.
fn lines(text: &str) -> String {
    text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n")
}

/// The policy of every page, with a hash of each stylesheet and script in the place of the site's own address.
fn policy(parts: &Parts) -> String {
    let hashes = |texts: &[(String, String)]| match texts.is_empty() {
        true => "'none'".to_owned(),
        false => {
            let hash = |text: &str| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text.as_bytes())));
            texts.iter().map(|(_, text)| hash(text)).collect::<Vec<_>>().join(" ")
        }
    };
    format!(
        "default-src 'none'; script-src {}; style-src {}; img-src data:; font-src data:; base-uri 'none'; \
         form-action 'none'",
        hashes(&parts.scripts),
        hashes(&parts.styles)
    )
}

fn meta(element: &mut Element, policy: &str) {
    match element.get_attribute("http-equiv").map(|name| name.to_ascii_lowercase()).as_deref() {
        Some("content-security-policy") => {
            // Quotation marks of the policy are single ones, so it needs no escaping.
            let _ = element.set_attribute("content", policy);
        }
        Some("refresh") => element.remove(),
        _ => {}
    }
}

fn is_stylesheet(element: &Element) -> bool {
    let rel = element.get_attribute("rel").unwrap_or_default();
    rel.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case("stylesheet"))
}

/// Keeps a link within the page, and one that leads a reader out; of any other, its words.
fn link(element: &mut Element, url: &str) {
    let Some(address) = element.get_attribute("href") else { return };
    if leads_out(&address) || address.starts_with('#') {
        return;
    }
    let anchor = address.split_once('#').map(|(_, anchor)| anchor.to_owned());
    if let (Some(anchor), true) = (anchor, resolved(url, &address).as_deref() == Some(url)) {
        let _ = element.set_attribute("href", &format!("#{anchor}"));
    } else if element.has_attribute("id") || element.has_attribute("class") {
        // Something may lead here, or a style hold on to it.
        let _ = element.set_tag_name("span");
        for name in ["href", "rel", "target", "download", "hreflang", "type", "aria-current"] {
            element.remove_attribute(name);
        }
    } else {
        element.remove_and_keep_content();
    }
}

/// Whether an address is one that a reader can follow from anywhere.
fn leads_out(address: &str) -> bool {
    let scheme = address.split_once(':').map_or("", |(scheme, _)| scheme);
    ["mailto", "tel", "http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known))
}

/// Takes a picture into the page. One that is not there leaves its description.
fn picture(element: &mut Element, url: &str, fetch: Fetch, taken_in: &mut Vec<String>) {
    let Some(address) = element.get_attribute("src").filter(|address| !address.starts_with("data:")) else { return };
    let file = resolved(url, &address);
    if let Some(data) = file.and_then(|file| fetch(&file).map(|bytes| as_data(&file, &bytes))) {
        let _ = element.set_attribute("src", &data);
        taken_in.push(data);
    }
}

/// Takes away whatever still leads to a file.
fn close(element: &mut Element) {
    let tag = element.tag_name();
    for name in LEADING {
        let Some(address) = element.get_attribute(name) else { continue };
        let inside = address.starts_with('#') || address.starts_with("data:");
        let outside = (matches!(tag.as_str(), "a" | "area") || *name == "cite") && leads_out(&address);
        if !inside && !outside {
            element.remove_attribute(name);
        }
    }
}

/// A file as an address that holds it.
fn as_data(file: &str, bytes: &[u8]) -> String {
    format!("data:{};base64,{}", media_type(file), STANDARD.encode(bytes))
}

fn media_type(file: &str) -> &'static str {
    match file.rsplit('.').next().unwrap_or("").to_ascii_lowercase().as_str() {
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "svg" => "image/svg+xml",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "ttf" => "font/ttf",
        "otf" => "font/otf",
        _ => "application/octet-stream",
    }
}

/// The address inside the edition to which one in a file leads; none where it leads out.
fn resolved(from: &str, address: &str) -> Option<String> {
    let address = decoded(address);
    let path = address.split(['?', '#']).next().unwrap_or("");
    if path.contains(':') || path.starts_with('/') {
        return None;
    }
    if path.is_empty() {
        return Some(from.to_owned());
    }
    let mut parts: Vec<String> = from.split('/').map(str::to_owned).collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            ".." => drop(parts.pop()?),
            "." | "" => {}
            name => parts.push(percent_decode_str(name).decode_utf8_lossy().into_owned()),
        }
    }
    Some(parts.join("/"))
}
