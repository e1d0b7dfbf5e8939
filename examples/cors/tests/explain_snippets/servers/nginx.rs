use std::fs;
use std::process::Command;

use super::{Kind, Setup, write_file};

pub(super) struct Nginx;

impl Kind for Nginx {
    const TARGET: &'static str = "nginx";

    fn command(setup: &Setup<'_>) -> Command {
        let (for_http, for_location) = setup
            .lines
            .split_once("# In each location")
            .map_or(("", setup.lines), |(http, rest)| (http, rest));
        // The rest of the split comment must stay a comment.
        let for_location = format!("#{for_location}");
        let folder = setup.folder.display();
        write_file(setup.scenario, &setup.folder);
        fs::write(setup.folder.join("users"), "u:{PLAIN}p\n").unwrap();
        let login = match setup.scenario.has_login {
            true => format!("auth_basic \"login\"; auth_basic_user_file {folder}/users;"),
            false => String::new(),
        };
        let content = match setup.scenario.is_file {
            true => format!("root {folder};"),
            false => format!("proxy_pass http://127.0.0.1:{};", setup.application),
        };
        let paths: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .iter()
            .map(|name| format!("{name}_temp_path {folder}/{name};\n"))
            .collect();
        let config = format!(
            "daemon off;\nmaster_process off;\npid {folder}/pid;\nerror_log {folder}/errors;\nevents {{}}\nhttp {{\n\
             access_log off;\n{paths}{for_http}\nserver {{\nlisten 127.0.0.1:{};\nlocation / {{\n{for_location}\n{login}\n\
             {content}\n}}\n}}\n}}\n",
            setup.port
        );
        let path = setup.folder.join("nginx.conf");
        fs::write(&path, config).unwrap();
        let mut command = Command::new("nginx");
        command.arg("-e").arg(setup.folder.join("errors")).arg("-c").arg(path);
        command
    }
}
