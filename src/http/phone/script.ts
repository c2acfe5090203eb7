/**
 * The only script of the officers' pages; reading and acknowledging need none of it. It hides the token from the
 * address bar, says «opened» after the page stood visible for two seconds, notes an unfolded text, keeps the
 * remaining time true, and sends a code off with its sixth digit. ES5: it runs in old web views.
 */
export const SCRIPT = `(function(d,w){
var b=d.querySelector('base'),h=b&&b.getAttribute('href'),t;
if(!h)return;
if(h.slice(0,3)==='/x/')try{w.history.replaceState({p:w.location.pathname+w.location.search},'','/x/')}catch(e){}
function say(p){try{if(w.navigator.sendBeacon&&w.navigator.sendBeacon(h+p))return}catch(e){}var x=new XMLHttpRequest();x.open('POST',h+p);x.send()}
function look(){clearTimeout(t);if(d.visibilityState==='visible')t=setTimeout(function(){say('opened');d.removeEventListener('visibilitychange',look)},2000)}
if(d.body.hasAttribute('data-seen')){look();d.addEventListener('visibilitychange',look)}
var f=d.getElementById('full'),i=d.getElementById('read');
if(f&&i){i.value='0';f.addEventListener('toggle',function(){if(f.open&&i.value==='0'){i.value='1';say('read')}})}
var c=d.getElementById('left');
if(c){var u=+c.getAttribute('data-until')-c.getAttribute('data-now'),s=Date.now(),k=c.getAttribute('data-words').split('|');
function tick(){var m=Math.ceil((u-(Date.now()-s))/60000),n=m>=2880?[Math.floor(m/1440)]:m>=60?[Math.floor(m/60),m%60]:[m],x=m<=0?k[3]:k[m>=2880?0:m>=60?1:2];
c.textContent='('+x.replace(/#/g,function(){return n.shift()})+')'}
setInterval(tick,15000);d.addEventListener('visibilitychange',tick)}
var q=d.querySelectorAll('form'),j;
for(j=0;j<q.length;j++)q[j].addEventListener('submit',function(e){if(this.getAttribute('data-sent'))e.preventDefault();this.setAttribute('data-sent','1')});
var o=d.getElementById('code');
if(o)o.addEventListener('input',function(){if(o.value.replace(/\\D/g,'').length===6&&!o.form.getAttribute('data-sent')){o.form.setAttribute('data-sent','1');o.form.submit()}});
w.addEventListener('pageshow',function(){for(j=0;j<q.length;j++)q[j].removeAttribute('data-sent')});
})(document,window)`.replace(/\n/g, '')

/** On the page without a token: back to where this tab was, when it was hidden by the script above. */
export const RETURN_SCRIPT = `(function(w){var s=w.history.state;if(s&&/^\\/x\\//.test(s.p))w.location.replace(s.p)})(window)`
