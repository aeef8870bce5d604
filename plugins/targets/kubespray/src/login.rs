//! The account that Ansible logs in as.

use crate::options::Options;
use dlc_plugin::{InputPath, LoginSection, MachineSummary, User};

/// Groups whose members may become root on the systems of the library.
const ADMIN_GROUPS: [&str; 4] = ["sudo", "wheel", "root", "admin"];

/// An account, and where it is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Account {
    pub(crate) name: String,
    pub(crate) from: InputPath,
}

/// Who logs in to a machine: the one that the options name, the first account that has a key and may become root, or
/// the image's own. None if nobody can.
pub(crate) fn account(options: &Options, machine: &MachineSummary) -> Option<Account> {
    if let Some(user) = &options.user {
        return Some(Account { name: user.clone(), from: InputPath::option("user") });
    }
    let at = InputPath::node(&machine.name);
    let login = machine.login.as_ref()?;
    let able = |user: &&User| !user.ssh_keys.is_empty() && becomes_root(user);
    if let Some(user) = login.users.iter().find(able) {
        return Some(Account { name: user.name.clone(), from: at.at("users").at(&user.name) });
    }
    image_account(login).map(|name| Account { name: name.to_owned(), from: at.at("ssh-keys") })
}

fn image_account(login: &LoginSection) -> Option<&str> {
    login.login_user.as_deref().filter(|_| !login.ssh_keys.is_empty())
}

fn becomes_root(user: &User) -> bool {
    user.admin || user.name == "root" || user.member_of.iter().any(|group| ADMIN_GROUPS.contains(&group.as_str()))
}
