use std::fs;
use std::process::Command;

use super::{Kind, Setup, write_file};

pub(super) struct Apache;

const MODULES: [&str; 11] = [
    "mpm_event",
    "authn_core",
    "authn_file",
    "authz_core",
    "authz_user",
    "auth_basic",
    "dir",
    "headers",
    "proxy",
    "proxy_http",
    "rewrite",
];

impl Kind for Apache {
    const TARGET: &'static str = "apache";

    fn command(setup: &Setup<'_>) -> Command {
        let folder = setup.folder.display();
        write_file(setup.scenario, &setup.folder);
        // This is the output of `htpasswd -nbs u p`.
        fs::write(setup.folder.join("users"), "u:{SHA}UWuXg/ylF+7L0dBk2i0WUxCxl1k=\n").unwrap();
        let modules: String = MODULES
            .iter()
            .map(|name| format!("LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n"))
            .collect();
        let login = match setup.scenario.has_login {
            true => format!(
                "<Location \"/\">\nAuthType Basic\nAuthName login\nAuthUserFile {folder}/users\nRequire valid-user\n</Location>"
            ),
            false => String::new(),
        };
        let content = match setup.scenario.is_file {
            true => format!("DocumentRoot {folder}\n<Directory {folder}>\nRequire all granted\n</Directory>"),
            false => format!("ProxyPass / http://127.0.0.1:{}/", setup.application),
        };
        let config = format!(
            "ServerRoot {folder}\nServerName 127.0.0.1\nPidFile {folder}/pid\nErrorLog {folder}/errors\n{modules}\n\
             User www-data\nGroup www-data\nStartServers 1\nDefaultRuntimeDir {folder}\nMutex file:{folder} default\n\
             Listen 127.0.0.1:{port}\n<VirtualHost 127.0.0.1:{port}>\n{}\n{login}\n{content}\n</VirtualHost>\n",
            setup.lines,
            port = setup.port,
        );
        let path = setup.folder.join("apache.conf");
        fs::write(&path, config).unwrap();
        let mut command = Command::new("apache2");
        // With -X, Apache is one process, which a signal ends.
        command.arg("-f").arg(path).arg("-X");
        command
    }
}
