use super::*;

fn page(words: &[&str]) -> Page {
    let mut pages = pages(words);
    assert_eq!(pages.len(), 1, "{words:?} means one thing: {pages:#?}");
    pages.remove(0)
}

fn pages(words: &[&str]) -> Vec<Page> {
    doc(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>()).unwrap_or_default()
}

fn items<'a>(page: &'a Page, title: &str) -> &'a [Item] {
    let found = page.sections.iter().find(|section| section.title == title);
    match found.map(|section| &section.body) {
        Some(Body::Items(items)) => items,
        _ => panic!("no items `{title}` in {page:#?}"),
    }
}

fn item<'a>(page: &'a Page, title: &str, name: &str) -> &'a Item {
    items(page, title).iter().find(|item| item.name == name).unwrap_or_else(|| panic!("no `{name}` in {page:#?}"))
}

fn table(page: &Page) -> &Table {
    match page.sections.iter().map(|section| &section.body).find(|body| matches!(body, Body::Table(_))) {
        Some(Body::Table(table)) => table,
        _ => panic!("no table in {page:#?}"),
    }
}

#[test]
fn a_schema_shows_its_own_fields_then_those_that_it_inherits_each_with_type_default_and_meaning() {
    let node = page(&["Node"]);
    assert_eq!(node.signature.as_deref(), Some("schema Node is Machine"));
    assert_eq!(node.module.as_deref(), Some("std.node"));
    assert_eq!(node.text.as_deref(), Some("One machine that boots from this lab."));
    let state = item(&node, "Fields", "state");
    assert_eq!((state.declared.as_str(), state.default.as_deref()), (": on | off", Some("on")));
    assert!(item(&node, "Fields", "resolvers").computed.is_some());
    let memory = item(&node, "Fields of Machine", "memory");
    assert_eq!((memory.declared.as_str(), memory.text.as_deref()), (": Size?", Some("How much memory it has.")));
    assert!(item(&node, "Fields of Machine", "users").private);
    assert_eq!(item(&node, "Fields of Machine", "users").declared, ": {UserName: User} as user");
}

#[test]
fn a_kind_of_block_is_its_schema() {
    assert_eq!(page(&["node"]), page(&["Node"]));
    assert_eq!(page(&["entry"]).name, "MenuEntry");
    assert_eq!(page(&["kubernetes"]).name, "Kubernetes");
}

#[test]
fn a_field_is_found_by_the_way_to_it_and_shows_what_lies_in_it() {
    let memory = page(&["node.memory"]);
    assert_eq!((memory.kind, memory.signature.as_deref()), ("field", Some("memory : Size?")));
    let role = page(&["node.roles"]);
    assert_eq!(items(&role, "Its type")[0].name, "type Role = control_plane | worker | etcd");
    let timeout = page(&["boot.menu.timeout"]);
    assert_eq!(timeout.signature.as_deref(), Some("timeout : Duration = 0s"));
    assert_eq!(page(&["node.user.groups"]).signature.as_deref(), Some("groups : {GroupName} = []"));
    assert_eq!(item(&page(&["node.user"]), "Fields", "admin").default.as_deref(), Some("false"));
}

#[test]
fn every_target_shows_its_options_whether_it_is_built_or_planned() {
    let all: Vec<String> = library().targets.into_iter().map(|(name, _)| name).collect();
    assert!(all.iter().any(|name| name == "ipxe") && all.iter().any(|name| name == "kubespray"), "{all:?}");
    let declared = Declared::of(Database::new(NoFiles, library()));
    for target in &all {
        let page = meaning(&declared, &["target", target]).remove(0);
        let fields = items(&page, "Fields");
        assert!(fields.iter().all(|field| field.text.is_some()), "{target}: {fields:#?}");
    }
    assert_eq!(item(&page(&["target", "kubespray"]), "Fields", "release").declared, ": Version");
}

#[test]
fn all_systems_stand_beside_each_other() {
    let table = table(&page(&["os"])).clone();
    let systems = dlc_stdlib::FILES.iter().filter(|(path, _)| path.starts_with("std/os/")).count();
    assert_eq!(table.rows.len(), systems);
    assert!(table.rows.iter().all(|row| row.len() == table.columns.len()), "{table:#?}");
    let at = |system: &str, column: &str| {
        let column = table.columns.iter().position(|c| c == column).expect("a column");
        let row = table.rows.iter().find(|row| row[0] == system).expect("a system");
        row[column].clone()
    };
    assert_eq!(at("coreos", "boot files"), "342MB");
    assert_eq!(at("rancheros", "memory clean"), "700MiB");
    assert_eq!(at("clearlinux", "with Docker and SSH"), "700MiB");
    assert_eq!(at("clearlinux", "network boot"), "needs disk");
    assert_eq!(at("alpine", "SSH"), "no");
    assert_eq!(at("flatcar", "installers"), "kubespray, kubeadm, rke, k3s");
}

#[test]
fn a_system_tells_where_each_answer_comes_from() {
    let coreos = page(&["coreos"]);
    assert_eq!(coreos.kind, "system");
    let answers = table(&coreos);
    let files = answers.rows.iter().find(|row| row[0] == "boot files").expect("it is answered");
    assert_eq!(files[1..], ["342MB", "the thesis, a draft", "2018"]);
    assert!(items(&coreos, "What a lab says of it").iter().any(|item| item.name == "channel"));
}

#[test]
fn what_the_language_brings_is_explained_too() {
    let size = page(&["Size"]);
    assert_eq!(item(&size, "Properties and methods", "gib").declared, " -> Int");
    assert_eq!(page(&["List.join"]).signature.as_deref(), Some("join(separator: Str) -> Str"));
    assert!(pages(&["file"]).iter().any(|page| page.kind == "function"));
    assert!(pages(&["file"]).iter().any(|page| page.name == "File"));
}

#[test]
fn a_module_lists_what_it_declares() {
    let net = page(&["std.net"]);
    assert_eq!(net.text.as_deref(), Some("Names and numbers of networks: what may be written where one is expected."));
    assert!(item(&net, "Types", "HostName").text.is_some());
    assert_eq!(item(&net, "Functions", "address_of").declared, "(at: Host | Node | Ip | HostName) -> Str");
}

#[test]
fn without_a_name_everything_is_listed_and_each_can_be_asked_for() {
    let declared = Declared::of(Database::new(NoFiles, library()));
    let list = meaning(&declared, &[]).remove(0);
    let mut asked = 0;
    for section in &list.sections {
        let Body::Items(items) = &section.body else { panic!("{section:#?}") };
        for item in items {
            let name = item.name.split('<').next().unwrap_or_default();
            let words: Vec<&str> = name.split(' ').collect();
            assert!(!meaning(&declared, &words).is_empty(), "`{}` is listed and not known", item.name);
            asked += 1;
        }
    }
    assert!(asked > 150, "only {asked} names");
}

#[test]
fn a_slip_of_the_finger_is_answered_with_the_name_that_was_meant() {
    let hint = |words: &[&str]| {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        doc(&words).expect_err("it is no name").hint.unwrap_or_default()
    };
    assert_eq!(hint(&["nod"]), "did you mean `node`?");
    assert_eq!(hint(&["node.memry"]), "did you mean `node.memory`?");
    assert_eq!(hint(&["target", "kubspray"]), "did you mean `target kubespray`?");
    assert_eq!(hint(&["std.nett"]), "did you mean `std.net`?");
    assert_eq!(hint(&["x-y-z-nothing"]), "`dlc doc` lists what there is");
}
