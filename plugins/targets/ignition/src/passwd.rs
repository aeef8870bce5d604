//! Accounts and groups.

use crate::config::{Account, Group, User};
use crate::draft::Draft;
use crate::labelled;
use crate::spec::Making;
use dlc_plugin::{InputPath, System};

/// The accounts of the lab, in its order, and the keys for the one that the system's image brings.
pub(crate) fn users(draft: &mut Draft, users: &[dlc_plugin::User], ssh_keys: &[String], os: &System) {
    for user in users {
        let is_the_images = os.login_user.as_ref() == Some(&user.name);
        let written = account(draft, user, is_the_images);
        draft.config.passwd.users.push(written);
    }
    if ssh_keys.is_empty() {
        return;
    }
    let at = InputPath::field("ssh-keys");
    let Some(name) = &os.login_user else {
        draft.refuse("no-login-user", at, format!("{} brings no account that these keys could go to", os.title));
        return;
    };
    let users = &mut draft.config.passwd.users;
    match users.iter_mut().find(|user| user.name == *name) {
        Some(user) => {
            add_keys(&mut user.ssh_authorized_keys, ssh_keys);
            user.from.push(at);
        }
        None => {
            let mut user = User { name: name.clone(), from: vec![at], ..User::default() };
            add_keys(&mut user.ssh_authorized_keys, ssh_keys);
            users.push(user);
        }
    }
}

fn account(draft: &mut Draft, user: &dlc_plugin::User, is_the_images: bool) -> User {
    let dlc_plugin::User {
        name,
        uid,
        comment,
        home,
        create_home,
        shell,
        primary_group,
        // `member_of` has these and those that `admin` means here.
        groups: _,
        admin: _,
        member_of,
        ssh_keys,
        password_hash,
        system,
    } = user;
    let at = labelled("users", name);
    for (field, value) in [("comment", comment), ("home", home), ("shell", shell)] {
        if value.as_ref().is_some_and(|value| value.contains([':', '\n'])) {
            let message = format!("a `:` or a new line in `{field}` would end its field in /etc/passwd");
            draft.refuse("bad-account", at.clone().at(field), message);
        }
    }
    let mut keys = Vec::new();
    add_keys(&mut keys, ssh_keys);
    let account = Account {
        uid: *uid,
        gecos: comment.clone(),
        primary_group: primary_group.clone(),
        groups: member_of.clone(),
        home_dir: home.clone(),
        no_create_home: !create_home,
        shell: shell.clone(),
        system: *system,
    };
    // The image's own account is there already, and what would make it again stops the boot.
    let makes = draft.spec.making == Making::Create && !is_the_images;
    if draft.spec.making == Making::Create && is_the_images && account != Account::default() {
        let what = format!("gives `{name}`, which the image brings, keys and a password and nothing else");
        draft.problems.push(draft.spec.lacks(at.clone(), &what));
    }
    let (account, create) = match (draft.spec.making, makes) {
        (Making::Named, _) => (Some(account), None),
        (Making::Create, true) => (None, Some(account)),
        (Making::Create, false) => (None, None),
    };
    User {
        name: name.clone(),
        account,
        create,
        password_hash: password_hash.as_ref().and_then(|hash| draft.inline(hash, &at.clone().at("password-hash"))),
        ssh_authorized_keys: keys,
        from: vec![at],
    }
}

/// A key given twice is one key: 3.x refuses a list that repeats one.
fn add_keys(keys: &mut Vec<String>, more: &[String]) {
    for key in more {
        if !keys.contains(key) {
            keys.push(key.clone());
        }
    }
}

/// The groups of the lab.
pub(crate) fn groups(draft: &mut Draft, groups: &[dlc_plugin::Group]) {
    for group in groups {
        let dlc_plugin::Group { name, gid, system } = group;
        let from = vec![labelled("groups", name)];
        draft.config.passwd.groups.push(Group { name: name.clone(), gid: *gid, system: *system, from });
    }
}
