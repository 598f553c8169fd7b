// Names of places as retailers have them, in several languages: real towns, districts, and towns made of syllables.
import type { Chance } from "./chance.ts";

export interface Language {
  readonly key: string;
  readonly towns: readonly string[];
  readonly spots: readonly string[];
  readonly beginnings: readonly string[];
  readonly endings: readonly string[];
  /** Words for a store, a team, old, staff. */
  readonly store: readonly string[];
  readonly team: readonly string[];
  readonly old: readonly string[];
  readonly crew: readonly string[];
}

const list = (words: string): readonly string[] => words.split("|");

export const languages: readonly Language[] = [
  {
    key: "de",
    towns: list(
      "München|Köln|Düsseldorf|Nürnberg|Frankfurt am Main|Göttingen|Würzburg|Lübeck|Münster|Saarbrücken|Königsbrück|Bad Homburg|Hamburg|Leipzig|Dresden|Zürich|Basel|Wien|Linz|Graz|Straubing|Weißenfels|Gießen|Groß-Gerau|Neuss|Aue|Moers|Trier|Sankt Augustin|St. Gallen",
    ),
    spots: list(
      "Hauptbahnhof|Marktplatz|Schloßstraße|Altstadt|Nord|Süd|Ost|West|Einkaufszentrum|Königsallee|Bahnhofstraße|Flughafen|Innenstadt|Rathaus|Südring|Hafen",
    ),
    beginnings: list("Ober|Unter|Neu|Alten|Wald|Stein|Eich|Rosen|Kirch|Lind|Hohen|Gräfen|Möhn|Brück"),
    endings: list("heim|hausen|berg|dorf|stadt|bach|feld|kirchen|hofen|bruck|burg|thal|rode|brunn"),
    ...{ store: ["Filiale", "Fil.", "Markt", "Laden"], team: ["Team", "Belegschaft"] },
    ...{ old: ["alt", "ALT", "(nicht mehr verwenden)"], crew: ["Stammtisch", "Crew", "Kollegen"] },
  },
  {
    key: "fr",
    towns: list(
      "Lyon|Paris|Marseille|Besançon|Orléans|Nîmes|Saint-Étienne|Angoulême|Béziers|Le Mans|Évry|Châteauroux|Bordeaux|Lille|Nantes|Aix-en-Provence|Saint-Denis|Montélimar|Genève|Liège|Namur|Québec",
    ),
    spots: list(
      "Part-Dieu|Bellecour|Gare du Nord|Centre|Les Halles|République|Opéra|La Défense|Vieux-Port|Rive Gauche|Grand-Place|Château|Hôtel de Ville",
    ),
    beginnings: list("Mont|Val|Beau|Clair|Haute|Ville|Champ|Roche|Belle|Font|Grand|Pré"),
    endings: list("mont|fort|ville|court|lieu|vert|aison|ières|ac|olles|eau|igny"),
    ...{ store: ["Magasin", "Mag.", "Boutique"], team: ["Équipe", "Team"] },
    ...{ old: ["ancien", "(archive)", "OLD"], crew: ["Les copains", "Apéro", "Bande"] },
  },
  {
    key: "en",
    towns: list(
      "San Francisco|Daly City|Oakland|Fresno|Springfield|Portland|St. Louis|Fort Worth|Mount Pleasant|New Haven|King's Lynn|Newcastle|Birmingham|Leeds|York|Reading|Bath|Dublin|Cork|Galway|Perth|Brisbane|Auckland|Toronto|Winnipeg|Sacramento|Providence|Rochester|Albany",
    ),
    spots: list(
      "Downtown|Airport|Market Street|High Street|North|South|East|West|Union Square|Central Station|Mall|Harbour|Broadway|Park Avenue|Riverside|Heights",
    ),
    beginnings: list("Oak|Maple|Green|Black|Wood|Stone|River|Lake|Spring|Fair|Cedar|Ash|Brook|Thorn"),
    endings: list("ville|ton|field|ford|wood|dale|port|bury|ham|bridge|side|mouth|ley|worth"),
    ...{ store: ["Store", "Shop", "Branch"], team: ["Team", "Staff"] },
    ...{ old: ["old", "DO NOT USE", "(archived)"], crew: ["Crew", "Night crew", "Social"] },
  },
  {
    key: "es",
    towns: list(
      "Madrid|Málaga|Córdoba|León|Cádiz|Logroño|A Coruña|Zaragoza|Ávila|Almería|Bogotá|Medellín|Cancún|Mérida|Jaén|Gijón",
    ),
    spots: list("Plaza Mayor|Gran Vía|Centro|Estación|Aeropuerto|Norte|Sur|Playa|La Peña|Puerta del Sol"),
    beginnings: list("Villa|Monte|Santa|Puente|Torre|Alba|Campo|Río|Peña|Fuente"),
    endings: list("nueva|rey|mar|blanca|cete|llana|gosa|verde|rroya|ñuela"),
    ...{
      store: ["Tienda", "Tda."],
      team: ["Equipo", "Team"],
      old: ["antiguo", "viejo"],
      crew: ["Amigos", "Grupo"],
    },
  },
  {
    key: "nordic",
    towns: list(
      "København|Århus|Göteborg|Malmö|Örebro|Tromsø|Ålesund|Bodø|Jyväskylä|Järvenpää|Helsinki|Espoo|Oslo|Sønderborg|Växjö|Västerås",
    ),
    spots: list("Centrum|Torget|Syd|Nord|Øst|Station|Havnen|Storgatan|Nygade|Keskusta"),
    beginnings: list("Nør|Sønder|Ål|Öster|Väster|Lille|Stor|Fjord|Sjö|Ås"),
    endings: list("by|köping|sund|holm|vik|dal|lunda|ås|borg|strup"),
    ...{
      store: ["Butik", "Butikk", "Myymälä"],
      team: ["Team", "Gruppe"],
      old: ["gammel", "gamla"],
      crew: ["Kompisar", "Fredagsbar"],
    },
  },
  {
    key: "slavic",
    towns: list(
      "Łódź|Kraków|Wrocław|Poznań|Gdańsk|Świdnica|Žilina|České Budějovice|Plzeň|Brno|Rzeszów|Szczecin|Ljubljana|Čakovec|Đakovo|Praha",
    ),
    spots: list("Centrum|Rynek|Dworzec|Galeria|Północ|Południe|Stare Miasto|Náměstí|Nádraží|Lotnisko"),
    beginnings: list("Nowy|Stary|Biała|Zielona|Górna|Dąb|Jasn|Kamien|Wola|Zł"),
    endings: list("ów|owice|sk|no|ec|nica|in|ice|góra|pol"),
    ...{
      store: ["Sklep", "Prodejna", "Salon"],
      team: ["Zespół", "Team"],
      old: ["stary", "nieaktualny"],
      crew: ["Ekipa", "Kawa"],
    },
  },
  {
    key: "cyrillic",
    towns: list(
      "Москва|Київ|Львів|Одеса|Харків|София|Пловдив|Варна|Белград|Нови Сад|Дніпро|Бургас|Тула|Самара",
    ),
    spots: list("Центр|Вокзал|Північ|Юг|Площадь|Аеропорт|Проспект|Рынок"),
    beginnings: list("Ново|Старо|Бело|Красно|Верх|Горо|Зелено|Камен"),
    endings: list("град|сад|горск|поле|реченск|ин|ово|морск"),
    ...{
      store: ["Магазин", "Маг."],
      team: ["Команда", "Team"],
      old: ["старый", "архив"],
      crew: ["Друзья", "Чай"],
    },
  },
  {
    key: "ja",
    towns: list("東京|大阪|横浜|名古屋|札幌|神戸|京都|福岡|川崎|広島|仙台|千葉|北九州|新潟|浜松|熊本"),
    spots: list("駅前|本店|北|南|中央|空港|港|東口|西口|公園前"),
    beginnings: list("新|大|小|北|南|高|松|竹|山|川"),
    endings: list("川|山|田|野|崎|島|原|橋|沢|町"),
    ...{ store: ["店舗", "ショップ"], team: ["チーム", "Team"], old: ["旧"], crew: ["仲間"] },
  },
];

/** Names of so many stores, some alike: several stores in one town, a few with the same name. */
export function storeNames(
  chance: Chance,
  spoken: readonly Language[],
  count: number,
): { name: string; language: Language }[] {
  const sameTown = chance.next() * 0.5;
  const sameName = chance.isSo(0.3) ? chance.next() * 0.04 : 0;
  const names: { name: string; town: string; language: Language }[] = [];
  const taken = new Set<string>();
  for (let tries = 0; names.length < count && tries < count * 40; tries++) {
    const before = names.length > 0 && chance.isSo(sameTown) ? chance.one(names) : undefined;
    const language = before?.language ?? chance.one(spoken);
    const town =
      before?.town ??
      (chance.isSo(0.35)
        ? chance.one(language.towns)
        : chance.one(language.beginnings) + chance.one(language.endings));
    const hasSpot = before !== undefined || chance.isSo(0.4);
    const joint = language.key === "ja" ? "" : chance.one([" ", " ", " - ", ", "]);
    const name = hasSpot ? `${town}${joint}${chance.one(language.spots)}` : town;
    if (taken.has(name) && !chance.isSo(sameName)) continue;
    taken.add(name);
    names.push({ name, town, language });
  }
  return names;
}

/** Teams that every company has beside those of stores. */
export const otherTeams = list(
  "Marketing|Finance|HR Europe|Project Phoenix|IT Helpdesk|All company|Board|Logistics|Supply chain 2024|Works council|Payroll|Data platform|Legal|Summer party 2023|Office 365 champions|Procurement|Loyalty programme|E-commerce|Merchandising|Visual merchandising|Facilities|Health and safety|Training 101|Onboarding|Sustainability|Audit 2022|Innovation lab|Social committee|Customer service|Pricing|Leadership 360|Warehouse 7|Returns desk|Digital signage|Store openings 2025|Weekly call 9:30|Regional managers|Black Friday 2024|Inventory|Security",
);
