//! Code to HTML with class names, for a stylesheet of a dozen rules.
//!
//! The classes, all of them on `span` elements:
//!
//! | class | what it marks |
//! | --- | --- |
//! | `hl-comment` | comments |
//! | `hl-string` | strings, and code inside Markdown |
//! | `hl-number` | numbers |
//! | `hl-constant` | true, false, null, characters written as escapes |
//! | `hl-keyword` | words and signs of the language itself |
//! | `hl-key` | YAML keys, names of HTML elements |
//! | `hl-name` | names of functions, types, attributes; headings in Markdown |
//! | `hl-variable` | variables, anchors |
//! | `hl-punctuation` | brackets, colons and the like |
//!
//! What is nothing of these has no element around it. Neighbours of one class share one.

use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock, PoisonError};

use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxSet};
use syntect::util::LinesWithEndings;

/// What authors may write after the fence, and the name of the grammar behind it. Plain text has none.
const LANGUAGES: [(&str, Option<&str>); 16] = [
    ("bash", Some("sh")),
    ("css", Some("css")),
    ("html", Some("html")),
    ("javascript", Some("js")),
    ("js", Some("js")),
    ("json", Some("json")),
    ("markdown", Some("md")),
    ("md", Some("md")),
    ("plain", None),
    ("rs", Some("rs")),
    ("rust", Some("rs")),
    ("sh", Some("sh")),
    ("shell", Some("sh")),
    ("text", None),
    ("yaml", Some("yaml")),
    ("yml", Some("yaml")),
];

/// The classes by the scopes that have them. Of two that fit one scope, the longer stands first.
const CLASSES: [(&str, &str); 17] = [
    ("comment", "hl-comment"),
    ("string.unquoted", ""),
    ("string", "hl-string"),
    ("constant.numeric", "hl-number"),
    ("constant", "hl-constant"),
    ("keyword", "hl-keyword"),
    ("storage", "hl-keyword"),
    ("entity.name.tag", "hl-key"),
    ("support.type.property-name", "hl-key"),
    ("entity", "hl-name"),
    ("support", "hl-name"),
    ("variable", "hl-variable"),
    ("markup.heading", "hl-name"),
    ("markup.raw", "hl-string"),
    ("markup.underline.link", "hl-string"),
    ("punctuation.definition.comment", "hl-comment"),
    ("punctuation", "hl-punctuation"),
];

/// Characters in one line above which code has no colours. The grammars look ahead along the whole line, again at
/// each of its words.
const LONGEST_LINE: usize = 2_000;

/// Bytes of code above which it has no colours: about half a second of work.
const LONGEST_CODE: usize = 128 * 1024;

/// The words that may stand after a code fence, in order.
pub fn known_languages() -> impl Iterator<Item = &'static str> + Clone {
    LANGUAGES.iter().map(|(name, _)| *name)
}

/// Marks up code, escaped for HTML. Nothing comes back for a language without a grammar, or for code too long to
/// read; the caller then shows the code as it is.
pub fn highlight(language: &str, code: &str) -> Option<String> {
    let extension = grammar_of(language)?;
    if let Some(html) = shipped().get(extension).and_then(|marked| marked.get(code)) {
        return Some(html.clone());
    }
    remembered(&(extension, code), || mark_up(extension, code))
}

/// The grammar of a language, by the name that the library has for it.
pub fn grammar_of(language: &str) -> Option<&'static str> {
    LANGUAGES.iter().find(|(name, _)| *name == language)?.1
}

/// The code that built-in pages show, marked up beforehand: by grammar, and by code. Every site shows it, and to put a
/// grammar together takes longer than to make a page. `tests/it/shipped_code.rs` makes the file.
fn shipped() -> &'static BTreeMap<String, BTreeMap<String, String>> {
    static SHIPPED: OnceLock<BTreeMap<String, BTreeMap<String, String>>> = OnceLock::new();
    // What cannot be read is marked up like any other code.
    SHIPPED.get_or_init(|| serde_json::from_str(include_str!("highlight/shipped.json")).unwrap_or_default())
}

/// Code that was marked up before, by its grammar. The same code comes to the same, so that this too is a constant in all
/// but name: each edition shows it, and a writer sees it again after each edit.
type Marked = BTreeMap<&'static str, BTreeMap<String, Option<String>>>;

/// Bytes of code above which what was marked up is let go.
const MOST_REMEMBERED: usize = 4 << 20;

fn remembered((grammar, code): &(&'static str, &str), mark_up: impl FnOnce() -> Option<String>) -> Option<String> {
    static MARKED: Mutex<(usize, Marked)> = Mutex::new((0, Marked::new()));
    let marked = || MARKED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = marked().1.get(grammar).and_then(|marked| marked.get(*code)) {
        return known.clone();
    }
    let html = mark_up();
    let (size, all) = &mut *marked();
    *size += code.len();
    if *size > MOST_REMEMBERED {
        (*size, *all) = (code.len(), Marked::new());
    }
    all.entry(grammar).or_default().insert((*code).to_owned(), html.clone());
    html
}

/// Marks up code by a grammar, whatever was marked up before.
pub fn mark_up(grammar: &str, code: &str) -> Option<String> {
    let grammars = grammars();
    let syntax = grammars.set.find_syntax_by_extension(grammar)?;
    if code.len() > LONGEST_CODE || code.lines().any(|line| line.len() > LONGEST_LINE) {
        return None;
    }
    let mut state = ParseState::new(syntax);
    let mut stack = ScopeStack::new();
    let mut writer = Writer { html: String::with_capacity(code.len() * 2), open: "" };
    for line in LinesWithEndings::from(code) {
        let mut written = 0;
        for (at, operation) in state.parse_line(line, &grammars.set).ok()? {
            if at > written {
                writer.push(class(&grammars.classes, &stack), line.get(written..at)?);
                written = at;
            }
            stack.apply(&operation).ok()?;
        }
        writer.push(class(&grammars.classes, &stack), line.get(written..)?);
    }
    writer.switch("");
    Some(writer.html)
}

/// The class of the innermost scope that has one. The signs that begin and end a string or a comment are part of it.
fn class(classes: &[(Scope, &'static str)], stack: &ScopeStack) -> &'static str {
    let of = |scope: &Scope| classes.iter().find(|(prefix, _)| prefix.is_prefix_of(*scope)).map(|(_, class)| *class);
    let mut found = stack.as_slice().iter().rev().filter_map(of);
    match found.next() {
        Some("hl-punctuation") => match found.next() {
            Some(around @ ("hl-string" | "hl-comment" | "hl-key")) => around,
            _ => "hl-punctuation",
        },
        Some(class) => class,
        None => "",
    }
}

struct Grammars {
    set: SyntaxSet,
    classes: Vec<(Scope, &'static str)>,
}

/// The grammars are unpacked once a process and never change, so that this is a constant in all but name.
fn grammars() -> &'static Grammars {
    static GRAMMARS: OnceLock<Grammars> = OnceLock::new();
    GRAMMARS.get_or_init(|| Grammars {
        set: SyntaxSet::load_defaults_newlines(),
        classes: CLASSES.iter().filter_map(|(scope, class)| Some((Scope::new(scope).ok()?, *class))).collect(),
    })
}

struct Writer {
    html: String,
    /// The class of the element that is open, or nothing.
    open: &'static str,
}

impl Writer {
    fn push(&mut self, class: &'static str, text: &str) {
        // White space looks the same in every class, so it does not part what stands around it.
        let (space, words) = text.split_at(text.len() - text.trim_start().len());
        self.write(space);
        if !words.is_empty() {
            self.switch(class);
            self.write(words);
        }
    }

    fn write(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.html.push_str("&amp;"),
                '<' => self.html.push_str("&lt;"),
                '>' => self.html.push_str("&gt;"),
                '\n' | '\t' => self.html.push(c),
                c if c.is_control() => {}
                c => self.html.push(c),
            }
        }
    }

    fn switch(&mut self, class: &'static str) {
        if self.open == class {
            return;
        }
        // Space at the end of an element belongs after it.
        let text = self.html.trim_end_matches([' ', '\n', '\t']).len();
        let space = self.html.split_off(text);
        if !self.open.is_empty() {
            self.html.push_str("</span>");
        }
        self.html.push_str(&space);
        if !class.is_empty() {
            self.html.push_str(&format!("<span class=\"{class}\">"));
        }
        self.open = class;
    }
}

#[cfg(test)]
mod tests {
    use super::{highlight, known_languages};

    #[test]
    fn each_language_has_a_grammar_or_is_plain() {
        for language in known_languages() {
            let plain = matches!(language, "plain" | "text");
            assert_eq!(highlight(language, "x").is_none(), plain, "{language}");
        }
        assert_eq!(highlight("perl", "x"), None);
    }

    #[test]
    fn code_is_marked_in_few_words() {
        for (language, code, html) in [
            (
                "yaml",
                "title: A & B # why\n",
                r#"<span class="hl-key">title</span><span class="hl-punctuation">:</span> A &amp; B <span class="hl-comment"># why</span>
"#,
            ),
            (
                "yaml",
                "at: 09:30\nopen: true\nminutes: 15\nlist: [a, \"b\"]\n",
                r#"<span class="hl-key">at</span><span class="hl-punctuation">:</span> 09:30
<span class="hl-key">open</span><span class="hl-punctuation">:</span> <span class="hl-constant">true</span>
<span class="hl-key">minutes</span><span class="hl-punctuation">:</span> <span class="hl-number">15</span>
<span class="hl-key">list</span><span class="hl-punctuation">: [</span>a<span class="hl-punctuation">,</span> <span class="hl-string">"b"</span><span class="hl-punctuation">]</span>
"#,
            ),
            (
                "json",
                "{\"a\": [1, \"x\", true]}",
                r#"<span class="hl-punctuation">{</span><span class="hl-string">"a"</span><span class="hl-punctuation">: [</span><span class="hl-number">1</span><span class="hl-punctuation">,</span> <span class="hl-string">"x"</span><span class="hl-punctuation">,</span> <span class="hl-constant">true</span><span class="hl-punctuation">]}</span>"#,
            ),
            (
                "html",
                "<p class=\"x\">Hi</p>",
                r#"<span class="hl-punctuation">&lt;</span><span class="hl-key">p</span> <span class="hl-name">class</span><span class="hl-punctuation">=</span><span class="hl-string">"x"</span><span class="hl-punctuation">&gt;</span>Hi<span class="hl-punctuation">&lt;/</span><span class="hl-key">p</span><span class="hl-punctuation">&gt;</span>"#,
            ),
            (
                "rust",
                "fn main() { let x = 1; } // done",
                r#"<span class="hl-keyword">fn</span> <span class="hl-name">main</span><span class="hl-punctuation">() {</span> <span class="hl-keyword">let</span> x <span class="hl-keyword">=</span> <span class="hl-number">1</span><span class="hl-punctuation">; }</span> <span class="hl-comment">// done</span>"#,
            ),
            (
                "sh",
                "echo \"$HOME\" | wc -l",
                r#"<span class="hl-name">echo</span> <span class="hl-string">"$</span><span class="hl-variable">HOME</span><span class="hl-string">"</span> <span class="hl-keyword">|</span> <span class="hl-variable">wc</span> <span class="hl-punctuation">-</span><span class="hl-variable">l</span>"#,
            ),
            (
                "markdown",
                "# Then\n\n*now* `x`\n",
                r#"<span class="hl-punctuation">#</span> <span class="hl-name">Then</span>

<span class="hl-punctuation">*</span>now<span class="hl-punctuation">*</span> <span class="hl-string">`x`</span>
"#,
            ),
            (
                "css",
                "p { color: red; }",
                r#"<span class="hl-key">p</span> <span class="hl-punctuation">{</span> <span class="hl-key">color</span><span class="hl-punctuation">:</span> <span class="hl-name">red</span><span class="hl-punctuation">; }</span>"#,
            ),
            (
                "js",
                "const a = 'x';",
                r#"<span class="hl-keyword">const</span> <span class="hl-variable">a</span> <span class="hl-keyword">=</span> <span class="hl-string">'x'</span><span class="hl-punctuation">;</span>"#,
            ),
        ] {
            assert_eq!(highlight(language, code).as_deref(), Some(html), "{language}: {code}");
        }
    }
}
