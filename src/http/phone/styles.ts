/**
 * The whole style of the officers' pages, inlined: one request before content. The reader's system font, light or dark
 * as the phone is, 17 px and more; colours are the tokens of the product (contrast 4.5 : 1 and better in both modes).
 */
export const STYLES = `
:root{color-scheme:light dark;--bg:#fff;--s:#f6f8fb;--b:#c9d2de;--bs:#7a8798;--t:#14202e;--t2:#475668;--p:#0b4ea2;--on:#fff;--ok:#0b5c38;--okb:#e3f5eb;--okl:#9bd3b5;--f:#8f1c13;--fb:#fde8e6;--fs:#b42318;--w:#5c3b00;--wb:#ffe9b0;--wl:#a86b00;--i:#083b7c;--ib:#e6f0fb;--u0b:#fff;--u0t:#334155;--u1b:#ffe9b0;--u1t:#5c3b00;--u1l:#a86b00;--u2b:#c2410c;--u2t:#fff;--u3b:#7f0a1f;--u3t:#fff;--o1:#14202e;--o2:#ffb300}
@media(prefers-color-scheme:dark){:root{--bg:#0f1620;--s:#172130;--b:#35465c;--bs:#7f92ab;--t:#edf2f8;--t2:#b4c1d1;--p:#7db4ff;--on:#08203f;--ok:#5fd39a;--okb:#12301f;--okl:#2f6b4b;--f:#ff9a8f;--fb:#3a1613;--fs:#ff9a8f;--w:#f2c04a;--wb:#33270a;--wl:#f2c04a;--i:#8fbfff;--ib:#15283f;--u0b:#2a3850;--u0t:#dce5f0;--u1b:#f2c04a;--u1t:#2b1b00;--u1l:#f2c04a;--u2b:#ff8a4c;--u2t:#2a0f00;--u3b:#ffd5da;--u3t:#5a0013;--o1:#edf2f8;--o2:#7a5500}}
*{box-sizing:border-box}
html{scroll-padding:16px 0 170px;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--bg);color:var(--t);font:17px/1.6 system-ui,-apple-system,Roboto,"Segoe UI",sans-serif;overflow-wrap:break-word}
body.has-bar{padding-bottom:calc(158px + env(safe-area-inset-bottom))}
header,main,footer,.bar>*{max-width:640px;margin-left:auto;margin-right:auto}
header,main,footer{padding:12px 16px}
.top{border-bottom:1px solid var(--b)}
header{padding:10px 16px;font-size:15px;line-height:1.5;color:var(--t2)}
header b{display:block;color:var(--t)}
a{color:var(--p)}.tel{white-space:nowrap}
header a{color:inherit;padding:12px 0;text-underline-offset:3px}
main{padding:14px 16px}
h1{font-size:22px;line-height:1.4;font-weight:700;margin:10px 0 4px;text-wrap:pretty}
h2{font-size:18px;line-height:1.5;font-weight:600;margin:22px 0 6px}
p{margin:8px 0}
.num,.dim,footer{color:var(--t2);font-size:15px;line-height:1.5}
.num{margin:0}
.chip{display:inline-flex;align-items:center;gap:6px;border-radius:4px;padding:3px 10px;font-size:15px;line-height:1.5;font-weight:700;white-space:nowrap;margin:3px}
.chip svg{width:20px;height:14px;fill:currentColor}
.u0{background:var(--u0b);color:var(--u0t);border:1px solid var(--bs);font-weight:500}
.u1{background:var(--u1b);color:var(--u1t);border:2px solid var(--u1l)}
.u2{background:var(--u2b);color:var(--u2t);border:2px solid var(--u2b)}
.u3{background:var(--u3b);color:var(--u3t);border:2px solid var(--bg);box-shadow:0 0 0 2px var(--u3b);text-transform:uppercase;letter-spacing:.02em}
.strip{border-left:6px solid;padding:10px 12px;margin:10px 0;font-weight:700}
.strip p{margin:0}.strip p+p{margin-top:4px;font-weight:400}
.strip.row{display:flex;gap:9px}
.strip svg{flex:none;width:22px;height:22px;margin-top:3px;fill:none;stroke:currentColor;stroke-width:2.2}
.strip span span{white-space:nowrap}
.due{background:var(--fb);color:var(--f);border-color:var(--fs)}
.note{background:var(--wb);color:var(--w);border-color:var(--wl)}
.ok{background:var(--okb);color:var(--ok);border-color:var(--ok)}
.info{background:var(--ib);color:var(--i);border-color:var(--i);font-weight:400}
.drill{background:var(--wb);color:var(--w);text-align:center;font-weight:700;padding:8px 16px;border-bottom:2px dashed var(--wl)}
ol{margin:4px 0;padding-left:23px}li{margin:4px 0;padding-left:0}
.lead{font-weight:700;margin:10px 0 4px}
.text{white-space:pre-line}
.file{display:flex;justify-content:space-between;align-items:center;gap:12px;border:1px solid var(--b);border-radius:8px;padding:12px;margin:10px 0;min-height:52px;color:var(--t);text-decoration:none}
.file b{font-weight:400;min-width:0;overflow-wrap:anywhere;text-decoration:underline;text-decoration-color:var(--bs);text-underline-offset:3px}.file i{font-style:normal;color:var(--t2);white-space:nowrap}
summary{min-height:48px;padding:11px 0;color:var(--p);font-weight:600;cursor:pointer}
.more{list-style:none;margin:14px 0 0;padding:0;border-top:1px solid var(--b)}.more li{margin:0;border-bottom:1px solid var(--b)}
.more .plain{padding:12px 0}
.more a{display:flex;align-items:center;justify-content:space-between;min-height:52px;padding:8px 0;text-decoration:none}.more a::after{content:"›";font-size:22px;color:var(--t2)}
footer{padding-top:4px}footer a{display:inline-block;padding:11px 0}
.bar{position:fixed;left:0;right:0;bottom:0;background:var(--bg);border-top:1px solid var(--b);padding:10px 16px calc(10px + env(safe-area-inset-bottom))}
form{margin:0}
.btn{display:flex;align-items:center;justify-content:center;width:100%;min-height:48px;padding:6px 10px;border:1px solid var(--bs);border-radius:8px;background:var(--bg);color:var(--t);font:600 16px/1.4 system-ui,-apple-system,Roboto,"Segoe UI",sans-serif;text-align:center;text-decoration:none;cursor:pointer}
.primary{min-height:56px;font-size:18px;background:var(--p);border-color:var(--p);color:var(--on)}
.row2{display:flex;gap:10px;margin-top:8px}.row2 .btn{width:auto;flex:1 1 auto}
@media(max-width:359px){.row2 .btn{font-size:15px;padding:6px 4px}.row2{gap:8px}}
dl{margin:12px 0}dt{color:var(--t2);font-size:15px;line-height:1.5}dd{margin:0 0 10px}
.code{font-size:28px;line-height:1.4;font-weight:700;font-variant-numeric:tabular-nums;letter-spacing:.02em}
.qa{border-left:3px solid var(--b);padding-left:12px;margin:14px 0}.qa p{margin:2px 0}.qa p:first-child{font-weight:600}
label{display:block;font-weight:600;margin:16px 0 4px}
.hint{color:var(--t2);font-size:15px;line-height:1.5;margin:0 0 6px}
input,textarea{width:100%;min-height:52px;padding:10px 12px;border:1px solid var(--bs);border-radius:8px;background:var(--bg);color:var(--t);font:inherit}
textarea{min-height:132px;resize:vertical}
.bad input,.bad textarea{border:2px solid var(--fs)}.fault{color:var(--f);font-weight:600;margin:0 0 6px}
form .btn{margin-top:14px}.bar form .btn{margin-top:0}
a:focus-visible,button:focus-visible,input:focus-visible,textarea:focus-visible,summary:focus-visible{outline:3px solid var(--o1);outline-offset:0;box-shadow:0 0 0 5px var(--o2);border-radius:8px}
@media(forced-colors:active){.chip,.strip{border:2px solid}}
@media print{.bar,.more,footer a{display:none}body.has-bar{padding-bottom:0}}
`
  .trim()
  .replace(/\n/g, '')
