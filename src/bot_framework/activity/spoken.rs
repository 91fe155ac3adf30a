//! What was said, without the marks that Teams puts round it.

use super::{Account, Activity};

impl Activity {
    /// Who is mentioned, each with the words that stand in the text for it. A name of several
    /// words may come as several mentions of the same account.
    pub fn mentions(&self) -> impl Iterator<Item = (&Account, &str)> {
        self.entities.iter().filter(|entity| entity.kind == "mention").filter_map(|entity| {
            let words = entity.text.as_deref().filter(|words| !words.trim().is_empty())?;
            Some((entity.mentioned.as_ref()?, words))
        })
    }

    /// Is the recipient mentioned?
    pub fn mentions_recipient(&self) -> bool {
        self.mentions().any(|(account, _)| self.is_recipient(account))
    }

    /// Is this the account that the activity is for?
    pub fn is_recipient(&self, account: &Account) -> bool {
        !account.id.is_empty()
            && self.recipient.as_ref().is_some_and(|recipient| recipient.id == account.id)
    }

    /// The text without mentions of the recipient, with runs of white space as one space.
    /// Others who are mentioned stay, by their name.
    pub fn spoken(&self) -> String {
        // Rich text leaves its hard spaces behind.
        let mut text = self.text.as_deref().unwrap_or_default().replace("&nbsp;", " ");
        for (account, words) in self.mentions() {
            let words = words.replace("&nbsp;", " ");
            let name = if self.is_recipient(account) { "" } else { inner(&words) };
            text = text.replace(&words, &format!(" {name} "));
        }
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// `<at>Name</at>` without its marks.
fn inner(words: &str) -> &str {
    let inner = words.strip_prefix("<at>").and_then(|rest| rest.strip_suffix("</at>"));
    inner.unwrap_or(words)
}
