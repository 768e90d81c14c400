//! The commands in README and docs are run as printed. If a page lies, the build fails.

use std::path::Path;

use crate::program::{demo_copy, finish, localspend, repository};

/// The command lines of the fenced `sh` blocks of a page, each with what the `text` block after it says that it prints.
fn commands(page: &Path) -> Vec<(String, Option<String>)> {
    let text = std::fs::read_to_string(page).unwrap_or_else(|error| panic!("{}: {error}", page.display()));
    let mut block = "";
    let mut found: Vec<(String, Option<String>)> = Vec::new();
    for line in text.lines() {
        match (block, line.trim()) {
            ("", fence) if fence.starts_with("```") => {
                block = if fence == "```sh" {
                    "commands"
                } else if fence == "```text" {
                    "answer"
                } else {
                    "other"
                };
                if let ("answer", Some(last)) = (block, found.last_mut()) {
                    last.1 = Some(String::new());
                }
            }
            (_, "```") => block = "",
            ("commands", command) if !command.is_empty() && !command.starts_with('#') => found.push((command.to_owned(), None)),
            ("answer", _) => {
                if let Some((_, Some(answer))) = found.last_mut() {
                    answer.push_str(line);
                    answer.push('\n');
                }
            }
            _ => {}
        }
    }
    found
}

/// Splits a command line as a shell would, quotes respected; pages use nothing more of a shell.
fn words(command: &str) -> Vec<String> {
    let (mut words, mut word, mut quote, mut open) = (Vec::new(), String::new(), None, false);
    for c in command.chars() {
        match (c, quote) {
            ('"' | '\'', None) => (quote, open) = (Some(c), true),
            (c, Some(q)) if c == q => quote = None,
            (' ', None) => {
                if open || !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
                open = false;
            }
            (c, _) => word.push(c),
        }
    }
    if open || !word.is_empty() {
        words.push(word);
    }
    words
}

/// A newcomer's first minutes are the commands on these pages: each must do what the page says.
#[test]
fn the_commands_on_the_pages_run() {
    let mut pages: Vec<_> = ["README.md", "CONTRIBUTING.md"].iter().map(|page| repository().join(page)).collect();
    pages.extend(
        std::fs::read_dir(repository().join("docs"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|e| e == "md")),
    );
    pages.sort();
    let mut ran = 0;
    for page in pages {
        let workspace = demo_copy();
        for (command, answer) in commands(&page) {
            let words = words(&command);
            let arguments: Vec<&str> = match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
                ["localspend", rest @ ..] => rest.to_vec(),
                // `demo` has tests of its own; the developers' other commands are what `.ci/run` runs around this test.
                ["cargo" | ".ci/run" | "git", ..] => continue,
                other => panic!("{}: `{other:?}` is not a command that this test can run", page.display()),
            };
            let said = finish(localspend().current_dir(workspace.path()).args(&arguments));
            assert!(
                said.status < 2,
                "{}: `{command}` ended with {}\n{}{}",
                page.display(),
                said.status,
                said.stdout,
                said.stderr
            );
            if let Some(answer) = answer {
                assert_eq!(said.stdout.trim_end(), answer.trim_end(), "{}: `{command}` prints something else", page.display());
            }
            ran += 1;
        }
    }
    assert!(ran >= 8, "only {ran} commands were found: the pages or this test have changed shape");
}
