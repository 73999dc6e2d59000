/** Words that hold a sentence together and say little of what it is about, folded, an apostrophe taken for a gap. */
const ENGLISH = `
  a about after again all also am an and any are as at be because been before but by can could did do does doing done for from get
  got had has have having he hello help her here hi him his how i if in into is it its just know ll like may me might must my
  need no not now of on or our out over own please s shall she should so some t than thank thanks that the their them then there
  these they this those to too up us ve very want was we were what when where which while who whom whose why will with would yes
  yet you your`;

const FRENCH = `
  ai aller alors apres as au aussi autre aux avant avec avez avoir avons besoin bien bonjour c ca car ce cela ces cet cette chez
  comme comment d dans de depuis des dois doit donc du elle elles en encore es est et ete etes etre eu eux faire fait faut il ils
  j je l la le les leur leurs lui m ma mais me merci mes moi mon n ne ni non nos notre nous on ont ou oui par pas peu peut
  peux plus pour pourquoi pouvez puis qu quand que quel quelle quelles quels qui quoi s sa sans se ses si sien son sont sous
  suis sur t ta te tes toi ton tous tout toute toutes tres tu un une va vais veux vos votre voudrais vous y`;

const words = new Set(`${ENGLISH} ${FRENCH}`.split(/\s+/).filter((word) => word !== ''));

/** True for a folded word of English or French that is in any sentence. */
export function isFunctionWord(folded: string): boolean {
  return words.has(folded);
}
