/** Plain and calm: a tool beside the product, not the product. */
export const STYLES = `
*{box-sizing:border-box}
body{margin:0;background:#f1f3f5;color:#141415;font:16px/1.5 system-ui,"Segoe UI",Roboto,sans-serif}
header{display:flex;gap:16px;align-items:center;flex-wrap:wrap;padding:12px 16px;background:#fff;border-bottom:4px solid #e8590c}
header a{color:inherit;text-decoration:none}header nav{margin-left:auto;display:flex;gap:12px}header nav a{color:#0b5394;text-decoration:underline}
.demo{background:#fff4e6;color:#a03b00;border-radius:4px;padding:2px 8px;font-size:14px}
main{max-width:880px;margin:0 auto;padding:16px}
section,article{background:#fff;border-radius:8px;padding:16px;margin:0 0 16px}
h1{font-size:22px;overflow-wrap:anywhere}h2{font-size:17px;margin:0 0 8px}
.lead{margin-top:0}.row{display:flex;flex-wrap:wrap;gap:8px;margin:0 0 16px}
button{min-height:44px;padding:8px 16px;border:1px solid #868e96;border-radius:8px;background:#fff;font:inherit;cursor:pointer}
button[aria-pressed=true]{background:#a03b00;border-color:#a03b00;color:#fff}
:focus-visible{outline:3px solid #1971c2;outline-offset:2px}
.search{display:flex;gap:8px;flex-wrap:wrap;align-items:center;margin-bottom:12px}
input{min-height:44px;padding:8px;border:1px solid #868e96;border-radius:8px;font:inherit;flex:1 1 200px}
.phones{list-style:none;margin:0;padding:0}.phones a{display:block;padding:10px 4px;border-top:1px solid #dee2e6;color:inherit;text-decoration:none}
.phones a:hover{background:#f8f9fa}.phones i,.meta{color:#495057;font-style:normal;font-size:14px}.phones span{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2;overflow:hidden}
.text{white-space:pre-wrap;overflow-wrap:anywhere}.open{display:inline-block;background:#0b5394;color:#fff;border-radius:8px;padding:10px 16px;text-decoration:none}
code{overflow-wrap:anywhere;color:#495057;font-size:13px}.empty{color:#495057}
`.replace(/\n/g, '')
