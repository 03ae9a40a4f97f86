// What Tor Browser sets in Firefox ESR so that everything goes through tor's SOCKS port; the port itself is the test's.
user_pref("network.dns.disabled", true);
user_pref("network.http.max-persistent-connections-per-proxy", 256);
user_pref("network.proxy.allow_hijacking_localhost", true);
user_pref("network.proxy.failover_direct", false);
user_pref("network.proxy.no_proxies_on", "");
user_pref("network.proxy.socks5_remote_dns", true);
user_pref("network.proxy.socks_remote_dns", true);
user_pref("network.proxy.socks_version", 5);
user_pref("network.proxy.type", 1);
