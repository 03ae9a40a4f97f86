// What Tor Browser sets in Firefox ESR at its security level 'Standard', as far as it reaches a page.
// The SOCKS proxy is in socks.js: most tests stay on loopback.
user_pref("browser.privatebrowsing.autostart", true);
user_pref("browser.cache.disk.enable", false);
user_pref("dom.push.enabled", false);
user_pref("dom.security.https_only_mode", true);
user_pref("dom.security.https_only_mode.upgrade_onion", false);
user_pref("dom.securecontext.allowlist_onions", true);
user_pref("dom.serviceWorkers.enabled", false);
user_pref("dom.postMessage.sharedArrayBuffer.withCOOP_COEP", false);
user_pref("geo.enabled", false);
user_pref("gfx.offscreencanvas.enabled", false);
user_pref("media.peerconnection.enabled", false);
user_pref("network.cookie.cookieBehavior", 1);
user_pref("network.cookie.cookieBehavior.pbmode", 1);
user_pref("network.http.http3.enable", false);
user_pref("network.http.speculative-parallel-limit", 0);
user_pref("network.prefetch-next", false);
user_pref("network.trr.mode", 5);
user_pref("privacy.firstparty.isolate", true);
user_pref("privacy.partition.network_state", false);
user_pref("privacy.resistFingerprinting", true);
user_pref("privacy.resistFingerprinting.letterboxing", true);
user_pref("security.webauth.webauthn", false);
user_pref("webgl.enable-webgl2", false);
// Brotli is taken over HTTPS and from a loopback address alone, never from an onion address: here the loopback stands for one.
user_pref("network.http.encoding.trustworthy_is_https", false);
// Only for tests: a stock Firefox otherwise talks to its maker.
user_pref("app.normandy.enabled", false);
user_pref("browser.safebrowsing.downloads.remote.enabled", false);
user_pref("browser.startup.homepage", "about:blank");
user_pref("browser.startup.page", 0);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("extensions.update.enabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("services.settings.server", "data:,#remote-settings-dummy/v1");
